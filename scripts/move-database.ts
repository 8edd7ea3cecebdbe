/**
 * `npm run move-database -- --from file:data/fourfold.db --to postgres://user:password@host/name`, or the other way: every
 * row, then a comparison row by row and the audit of the books. No bot may run on either meanwhile. Interrupted, the same
 * command goes on; until it has ended the bot refuses the half-filled database. It ends with 0, with 1 where the databases
 * differ or the books do not balance, or with 2 where nothing could be moved.
 */
import { parseArgs } from 'node:util';
import { FILE_SCHEME } from '#config/config-schema.ts';
import { POSTGRES_SCHEME, passwordsOf } from '#config/postgres-address.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { moveData } from '#store/postgres/move-database.ts';
import { systemClock } from '#system/clock.ts';
import { createScrubber } from '#system/log.ts';
import { makeFilesPrivate } from '#system/private-files.ts';

const USAGE =
  'npm run move-database -- --from file:data/fourfold.db --to postgres://user:password@host/name (or the other way)';

const isPostgres = (url: string) => POSTGRES_SCHEME.test(url);

makeFilesPrivate();
let hide = (text: string) => text;
try {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  const { from = '', to = '' } = values;
  if (from === '' || to === '' || isPostgres(from) === isPostgres(to)) {
    throw new Error(`Usage: ${USAGE}`);
  }
  const [file, url] = isPostgres(from) ? [to, from] : [from, to];
  const passwords = passwordsOf(url);
  if (passwords === null) {
    throw new Error(
      'The address of the PostgreSQL database cannot be read: write / in a password as %2F, # as %23, ? as %3F.',
    );
  }
  hide = createScrubber(passwords);
  let moved = 0;
  const problems = await moveData({
    file: file.replace(FILE_SCHEME, ''),
    url,
    toPostgres: isPostgres(to),
    clock: systemClock,
    progress: (_, rows) => {
      moved += rows;
    },
  });
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(
    problems.length === 0
      ? `${moved} rows moved, all compared, the books balance\n`
      : 'The databases differ, or the books do not balance: the move is not finished.\n',
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(hide(`${reasonOf(error)}\n`));
  process.exitCode = 2;
}
