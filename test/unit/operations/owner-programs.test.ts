/** How: the programs that an owner runs beside the bot, as they are, in processes of their own. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openArchive } from '#images/archive.ts';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { type S3Server, startS3Server } from '#test/fixtures/s3-server.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SECRET = 'pa/ss#word';
const UNREADABLE = `postgres://me:${SECRET}@127.0.0.1/db`;

let service: S3Server;
beforeAll(async () => {
  service = await startS3Server();
});
afterAll(() => service.close());

function folderOfOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function run(
  script: string,
  environment: Readonly<Record<string, string>>,
  { cwd = tmpdir(), args = [] as readonly string[] } = {},
) {
  return new Promise<{ readonly code: number | string | null; readonly output: string }>(
    (resolve) => {
      execFile(
        process.execPath,
        [join(ROOT, 'scripts', `${script}.ts`), ...args],
        { cwd, env: { PATH: process.env.PATH ?? '', ...environment } },
        (error, out, problem) =>
          resolve({ code: error === null ? 0 : (error.code ?? null), output: out + problem }),
      );
    },
  );
}

it('takes the quotes off that Docker leaves on, as the bot does', async () => {
  const file = join(folderOfOwn(), 'fourfold.db');
  openDatabase({ file }).close();
  expect(await run('audit-ledger', { DATABASE_URL: `"file:${file}"` })).toEqual({
    code: 0,
    output: 'The books balance.\n',
  });
});

it('reads a `.env` that begins with a byte order mark', async () => {
  const folder = folderOfOwn();
  openDatabase({ file: join(folder, 'fourfold.db') }).close();
  writeFileSync(join(folder, '.env'), '\uFEFFDATA_DIR=.\n');
  const { code, output } = await run('audit-ledger', {}, { cwd: folder });
  expect({ code, output }).toEqual({ code: 0, output: 'The books balance.\n' });
});

it.each([
  ['audit-ledger', []],
  ['backup', []],
  ['export', ['--from', '2026-11-21', '--to', '2026-11-21']],
])(
  '%s says in one line what is wrong with the environment, and no value of it',
  async (script, args) => {
    const { code, output } = await run(script, { DATABASE_URL: UNREADABLE }, { args });
    expect(code).toBe(2);
    expect(output).toMatch(
      /^(?:No backup was made\. )?The environment is invalid: DATABASE_URL .*%2F.*\n$/,
    );
    expect(output).not.toContain('pa/ss');
  },
);

it.each([
  [
    'a file that is not there',
    ['--from', 'file:/nowhere/f.db', '--to', 'postgres://me:secret@127.0.0.1:1/db'],
    /^There is no file/,
  ],
  [
    'a password that must be written otherwise',
    ['--from', 'file:/nowhere/f.db', '--to', UNREADABLE],
    /^The address .*%2F/,
  ],
  [
    'no database at its address',
    ['--from', 'postgres://me:secret@127.0.0.1:1/db', '--to', 'file:{}/new.db'],
    /^The PostgreSQL database cannot be used: .*ECONNREFUSED/,
  ],
  ['an option that there is not', ['--form', 'file:x'], /--form/],
])('move-database says in one line that there is %s', async (_what, args, says) => {
  const folder = folderOfOwn();
  const { code, output } = await run(
    'move-database',
    {},
    { args: args.map((one) => one.replace('{}', folder)) },
  );
  expect(output).toMatch(says);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).not.toMatch(/pa\/ss|secret/);
  expect(code).toBe(2);
});

it('move-archive does not take a mistyped folder for an empty archive', async () => {
  const missing = join(folderOfOwn(), 'archvie');
  const to = `s3://pictures?region=${service.region}&endpoint=${service.endpoint}`;
  const { code, output } = await run('move-archive', {}, { args: ['--from', missing, '--to', to] });
  expect({ code, output }).toEqual({
    code: 2,
    output: expect.stringMatching(/^There is no folder .*archvie/),
  });
  expect(existsSync(missing)).toBe(false);
});

it('move-archive leaves what a bot at work has begun, and what it writes is its user’s alone', async () => {
  const folder = folderOfOwn();
  const live = join(folder, 'live');
  const archive = await openArchive(live);
  await archive.put(Buffer.from('kept'), 'image/png');
  await archive.stage(Buffer.from('given'), 'image/png');
  mkdirSync(join(live, '.unfinished'), { recursive: true });
  writeFileSync(join(live, '.unfinished', 'begun'), 'half');
  // In `.env`, where the bot has them.
  writeFileSync(
    join(folder, '.env'),
    `AWS_ACCESS_KEY_ID=${service.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${service.secretAccessKey}\n`,
  );
  const bucket = `s3://pictures?region=${service.region}&endpoint=${service.endpoint}`;
  const there = await run(
    'move-archive',
    {},
    { cwd: folder, args: ['--from', live, '--to', bucket] },
  );
  expect(there).toMatchObject({ code: 0, output: expect.stringMatching(/^1 pictures copied/) });
  const bytes = Buffer.from('only in the bucket');
  const key = createHash('sha256').update(bytes).digest('hex');
  service.objects.set(`${key.slice(0, 2)}/${key.slice(2, 4)}/${key}.png`, {
    bytes,
    mediaType: 'image/png',
  });
  const umask = process.umask(0);
  const back = await run(
    'move-archive',
    {},
    { cwd: folder, args: ['--from', bucket, '--to', live] },
  );
  process.umask(umask);
  expect(back).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^1 pictures copied, 1 were/),
  });
  expect(readdirSync(join(live, '.unfinished'))).toEqual(['begun']);
  expect(readdirSync(join(live, '.staged'))).toHaveLength(1);
  expect(await archive.get(key)).toEqual(bytes);
  expect(statSync(join(live, key.slice(0, 2), key.slice(2, 4), `${key}.png`)).mode & 0o077).toBe(0);
});
