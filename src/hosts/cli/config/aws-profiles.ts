import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { InitSuggestions } from './init-answers.ts';

/** What environment and `~/.aws/config` suggest. Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files". */
export function awsSuggestions(environment: NodeJS.ProcessEnv): InitSuggestions {
  const regions = readProfiles(environment.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'));
  const fromEnvironment = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || undefined;
  return {
    profile: environment.AWS_PROFILE || undefined,
    profiles: [...regions.keys()],
    regionOf: (profile) => fromEnvironment ?? regions.get(profile ?? 'default'),
  };
}

/** Profiles with their regions. */
function readProfiles(file: string): Map<string, string | undefined> {
  const profiles = new Map<string, string | undefined>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Credentials may come from elsewhere.
    return profiles;
  }
  let current: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line);
    if (section !== null) {
      const name = /^(?:profile\s+(.+)|(default))$/.exec(section[1]!);
      current = name?.[1] ?? name?.[2];
      if (current !== undefined) profiles.set(current, undefined);
      continue;
    }
    const region = /^region\s*=\s*(\S+)/.exec(line);
    if (current !== undefined && region !== null) profiles.set(current, region[1]);
  }
  return profiles;
}
