/**
 * Writes into package-lock.json the packages for other platforms that the registry at hand didn't have: `node tools/complete-lockfile.mjs`
 * after an `npm install` whose registry holds a part only. Without them `npm ci` refuses the lockfile ("Missing: … from lock file"),
 * even on platforms that need none of them. What is missing is known exactly: name and version stand with the package that wants
 * it, and its name says the platform. Without an integrity, which nobody here could know.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const platform =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(?:(gnu|musl)\w*|eabi|msvc))?$/;
const text = readFileSync('package-lock.json', 'utf8');
const lock = JSON.parse(text);
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const found = platform.exec(name);
    if (Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`))) continue;
    if (found === null || !/^\d+\.\d+\.\d+$/.test(version))
      throw new Error(`${name}@${version}: the name doesn't say the platform`);
    const [, os, cpu, libc] = found;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev === true ? { dev: true } : {}),
      ...(libc === undefined ? {} : { libc: [libc === 'gnu' ? 'glibc' : libc] }),
      optional: true,
      os: [os],
    };
    console.log(`added ${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync('package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`);
