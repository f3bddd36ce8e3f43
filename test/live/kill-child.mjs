/**
 * A run as a process of its own that may die, bundled with what it imports: `node kill-child.mjs '{"config": FILE, "ahead": MS, "dieAt": {"step": NAME, "time": N}}'`.
 * It ends itself with SIGKILL at the n-th time that it passes the step. Otherwise it runs until all is worked on and told, and
 * prints how often it passed each. Steps are those of `RunOptions.step`, and the calls to the store: `> commit` before, `< commit`
 * after it. `ahead` is by how much its clock goes before the real one: leases of a dead process have then run out.
 */
import { openEmbeddedStore } from '../../src/edges/stores/embedded/open-embedded-store.ts';
import { createLog } from '../../src/hosts/run/log.ts';
import { openConfig } from '../../src/hosts/run/open-config.ts';
import { startRun } from '../../src/hosts/run/start-run.ts';
import { wallClock } from '../../src/hosts/run/wall-clock.ts';

const { config, ahead = 0, dieAt } = JSON.parse(process.argv[2] ?? '{}');

/** Polls are this often, whatever the configuration can say at most; timeouts stay as they are. */
const SHORT = 2000;
const SHORTENED = 10;
const clock = {
  now: () => Date.now() + ahead,
  sleep: (time, signal) => wallClock.sleep(time <= SHORT ? Math.min(time, SHORTENED) : time, signal),
};

const passed = {};
function step(name) {
  passed[name] = (passed[name] ?? 0) + 1;
  if (name === dieAt?.step && passed[name] === dieAt.time) process.kill(process.pid, 'SIGKILL');
}

async function openStore(options) {
  const store = await openEmbeddedStore(options);
  const observed = Object.entries(store).map(([name, call]) => [
    name,
    async (...values) => {
      step(`> ${name}`);
      const result = await call(...values);
      step(`< ${name}`);
      return result;
    },
  ]);
  return Object.fromEntries(observed);
}

const { set } = await openConfig(config, []);
const run = await startRun({ set, log: createLog('warn'), clock, defaultRegions: () => [], step, openStore });
while (!(await run.idle())) await wallClock.sleep(SHORTENED);
run.stop();
await run.ended;
process.stdout.write(JSON.stringify(passed));
