/**
 * Adds up vitest's JSON results and the steps around them: `count-results.mjs STEPS_PASSED STEPS_FAILED FILE…`.
 * A missing file is a failure (the suite did not get as far as writing it), and so is a skipped test: on this machine nothing may be skipped.
 */
import { existsSync, readFileSync } from 'node:fs';

const [passedSteps, failedSteps, ...files] = process.argv.slice(2);
let passed = Number(passedSteps);
let failed = Number(failedSteps);
for (const file of files) {
  if (!existsSync(file)) {
    console.log(`no results: ${file}`);
    failed++;
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  passed += results.numPassedTests;
  failed += results.numFailedTests + results.numPendingTests;
  if (results.numTotalTests === 0) failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
