/**
 * `npm run fuzz -- --seconds 600 [--seed 1] [--target "picture files"]`: fuzzes every parser of untrusted input for the
 * given time, and reports the coverage. Exits with 1 if a property failed; the printed seed repeats it.
 */
import { Session } from 'node:inspector/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { FUZZ_TARGETS } from '#test/fuzz/targets.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    target: { type: 'string' },
  },
});
const targets = FUZZ_TARGETS.filter(({ name }) => (values.target ?? name) === name);
if (targets.length === 0) throw new Error(`There is no target "${values.target}".`);
const eachMs = (Number(values.seconds) * 1_000) / targets.length;
const seed = values.seed === undefined ? Date.now() : Number(values.seed);

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

let failures = 0;
for (const { name, covers, open } of targets) {
  const { property, close } = await open();
  const details = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: eachMs,
    markInterruptAsFailure: false,
  });
  const ended = await close().then(
    () => null,
    (error: unknown) => String(error),
  );
  const reached = await coverage(covers);
  process.stdout.write(`${name}: ${details.numRuns} inputs, seed ${seed}, ${reached}\n`);
  if (!details.failed && ended === null) continue;
  failures += 1;
  const { errorInstance } = details;
  const why = errorInstance instanceof Error ? (errorInstance.stack ?? '') : String(errorInstance);
  process.stdout.write(`${ended ?? `${fc.defaultReportMessage(details)}\n${why}`}\n`);
}
process.exit(failures === 0 ? 0 : 1);

/** Functions executed, of those in a target's sources. */
async function coverage(covers: readonly string[]): Promise<string> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const root = new URL('..', import.meta.url).href;
  const functions = result
    .filter(({ url }) => covers.some((path) => url.startsWith(root + path)))
    .flatMap((file) => file.functions);
  const ran = functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).length;
  return `${ran} of ${functions.length} functions reached in ${covers.join(', ')}`;
}
