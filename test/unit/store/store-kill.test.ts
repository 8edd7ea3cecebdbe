/**
 * How: another process accepts, saves and ends jobs as fast as it can, and says so after each
 * answer of the store; then it is killed in the middle. Whatever it was told must be there.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseJobId } from '#domain/ids.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { draftOf } from '#test/contract/store-world.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const BUSY = `
  import { mintJobId } from '#domain/ids.ts';
  import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
  const [, file, text] = process.argv;
  const template = JSON.parse(text);
  const store = openSqliteStore({ file });
  let made = 0;
  const one = async () => {
    const number = made++;
    const id = mintJobId(number, new Uint8Array(7));
    const origin = { ...template.origin, interactionId: String(number) };
    await store.acceptJob({ ...template, id, rootId: id, origin }, 1e9, template.dueAtMs);
    process.stdout.write(id + ' queued\\n');
    await store.saveEvent({ id, revision: 0 }, { kind: 'job-cancelled' }, template.dueAtMs);
    process.stdout.write(id + ' cancelled\\n');
    void one();
  };
  for (let i = 0; i < 8; i++) void one();`;

it.each([20, 150, 400])('keeps what it answered, killed after %i answers', async (answers) => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fourfold.db');
  const template = JSON.stringify(draftOf(1, {}));
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', BUSY, '--', file, template],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > answers) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const told = new Map(
    said
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' '))
      .map(([id, state]) => [parseJobId(id ?? ''), state]),
  );
  expect(told.size).toBeGreaterThan(answers / 4);
  expect(auditBooks(file)).toEqual([]);
  const store = openSqliteStore({ file });
  onTestFinished(() => store.close());
  for (const [id, state] of told) {
    const job = id === null ? null : await store.findJob(id);
    // What was done and not yet answered may be there as well: never less than was said.
    expect(state === 'queued' ? ['queued', 'cancelled'] : ['cancelled']).toContain(job?.state);
  }
});
