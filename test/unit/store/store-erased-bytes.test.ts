/** How: jobs of a person in a real file are erased, and the bytes of a copy of that file are searched for their words. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { copyDatabase } from '#store/sqlite/copy-database.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { createWorld, NOW, SUBMIT_BEGAN, USER, WAYS } from '#test/contract/store-world.ts';

const SECRET = 'unmistakable';
/** From what fits beside others in a page to what fills pages of its own. */
const LENGTHS = [1, 30, 300, 900];

it('what was erased is in no byte of the file, nor of a backup that is made afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-erased-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fourfold.db');
  const { store, accept, save } = await createWorld(() => openSqliteStore({ file }));
  const bytes = async (name: string) => {
    const copy = join(folder, name);
    await copyDatabase(file, copy);
    return readFileSync(copy, 'latin1');
  };
  for (const length of [...LENGTHS, ...LENGTHS]) {
    const prompt = `${SECRET} `.repeat(length);
    const job = await accept({ request: { prompt } });
    const step = { jobId: job.id, index: 0, idempotencyKey: 'k', ticket: { prompt }, handle: null };
    const outcome = await store.saveEvent(job, SUBMIT_BEGAN, NOW, { step });
    if (outcome.kind !== 'saved') throw new Error(outcome.kind);
    await save(outcome.job, ...WAYS.done.slice(1));
  }
  expect(await bytes('before.db')).toContain(SECRET);
  const whose = { kind: 'person', userId: USER } as const;
  expect(await store.forgetJobs(whose, NOW, 20)).toMatchObject({ jobs: 2 * LENGTHS.length });
  await store.forgetRest(whose);
  expect(await bytes('after.db')).not.toContain(SECRET);
});
