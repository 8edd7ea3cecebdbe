/**
 * `npm run move-database -- --from file:data/fourfold.db --to postgres://user:password@host/name`, or the other way: every
 * row, then a comparison row by row and the audit of the books. No bot may run on either meanwhile. Interrupted, the same
 * command goes on; until it has ended the bot refuses the half-filled database.
 */
import { parseArgs } from 'node:util';
import { FILE_SCHEME, POSTGRES_SCHEME } from '#config/config-schema.ts';
import { moveData } from '#store/postgres/move-database.ts';
import { systemClock } from '#system/clock.ts';

const USAGE =
  'npm run move-database -- --from file:data/fourfold.db --to postgres://user:password@host/name (or the other way)\n';

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const { from = '', to = '' } = values;
const isPostgres = (url: string) => POSTGRES_SCHEME.test(url);
if (from === '' || to === '' || isPostgres(from) === isPostgres(to)) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const [file, url] = isPostgres(from) ? [to, from] : [from, to];
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
    : 'the databases differ: the move is not finished\n',
);
process.exitCode = problems.length === 0 ? 0 : 1;
