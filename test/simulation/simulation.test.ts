/**
 * How: the real application and store run in two simulated processes under seven kinds of weather
 * and six kinds of vendor; an auditor with its own model looks after every tick. A failure names
 * the seed; `npm run sim -- --seed N` replays it.
 */
import { describe, expect, it } from 'vitest';
import { runOf } from './runs.ts';
import { simulate } from './simulate.ts';

const SEEDS = 500;
const CHUNK = 50;

const chunks = Array.from({ length: SEEDS / CHUNK }, (_, chunk) => chunk * CHUNK);

describe('two workers under faults', () => {
  it.each(chunks)(
    'keep every promise for the 50 seeds from %i',
    { timeout: 60_000 },
    async (first) => {
      for (let seed = first; seed < first + CHUNK; seed++) {
        const run = runOf(seed);
        const { findings, path } = await simulate(run);
        const story = findings.length === 0 ? [] : path.slice(-25);
        expect({ seed, title: run.title, findings, story }).toEqual({
          seed,
          title: run.title,
          findings: [],
          story: [],
        });
      }
    },
  );
});
