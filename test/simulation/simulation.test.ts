/**
 * How: the real application and store run in two simulated processes under seven kinds of weather
 * and eight kinds of vendor; an auditor with its own model looks after every tick. A failure names
 * the seed; `npm run sim -- --seed N` replays it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { CALM, WEATHERS } from './faults.ts';
import { runOf } from './runs.ts';
import { simulate } from './simulate.ts';

const SEEDS = 500;
const CHUNK = 50;

const chunks = Array.from({ length: SEEDS / CHUNK }, (_, chunk) => chunk * CHUNK);

it('a picture that was prepared serves every follow-up of it', async () => {
  const run = { nature: 'preparing', faults: CALM } as const;
  for (const seed of [1, 2, 3]) {
    const { receipts } = await simulate({ ...run, seed });
    const prepared = receipts.filter(({ isKept }) => isKept).map(({ order }) => order);
    const built = receipts.filter(({ order }) => order.endsWith('step 1'));
    expect(new Set(prepared).size).toBe(prepared.length);
    expect(built.length).toBeGreaterThan(prepared.length);
  }
});

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

it('the books balance after the worst runs, by an audit that trusts no trigger', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Every kind of weather but the calm one.
  for (let seed = 1; seed < WEATHERS.length; seed++) {
    const file = join(folder, `${seed}.db`);
    const run = runOf(seed);
    await simulate(run, file);
    expect({ title: run.title, problems: auditBooks(file) }).toEqual({
      title: run.title,
      problems: [],
    });
  }
}, 120_000);
