import { Problem } from '../../../base/problem.ts';
import { defaultConfigFile } from '../../config/load-config.ts';

/** The file that is meant. @throws {Problem} CONFIG_READ if none is named and none is here */
export function namedFile(file: string | undefined): string {
  const found = file ?? defaultConfigFile(process.env);
  if (found !== undefined) return found;
  throw new Problem('CONFIG_READ', 'there is no trailwatch.yaml here', {
    hint: '`trailwatch init` writes one, or name another file',
  });
}
