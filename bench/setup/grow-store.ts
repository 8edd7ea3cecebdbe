/** A store with very many jobs, in a minute instead of an hour. */
import Database from 'better-sqlite3';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { fillStore } from './fill-store.ts';

/** Accepted and ended one by one; what is more is copies of these. */
const MADE = 10_000;
/** Letters that ids have as well: a copy's id begins with two of them. */
const LETTERS = 'abcdefghjkmnpqrs';
/** Far from each other's interactions. */
const BETWEEN_COPIES = 1_000_000_000;

/** Fills a database file with so many ended jobs: thousands, or tens of thousands. */
export async function growStore(file: string, count: number): Promise<void> {
  const made = Math.min(count, MADE);
  const store = openSqliteStore({ file });
  await fillStore(store, made);
  await store.close();
  const database = new Database(file);
  // The laws are about how rows come to be; copies are right because what they are of is.
  const triggers = database
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    )
    .all();
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  database.transaction(() => {
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    for (let copy = 1; copy < count / made; copy++) copyAll(database, copy);
    for (const { sql } of triggers) database.exec(sql);
  })();
  database.close();
}

function copyAll(database: Database.Database, copy: number): void {
  const first = LETTERS[Math.floor(copy / LETTERS.length)] ?? '';
  const begins = `${first}${LETTERS[copy % LETTERS.length] ?? ''}`;
  const id = (column: string) => `'${begins}' || substr(${column}, 3)`;
  const key = (column: string) =>
    `substr(${column}, 1, instr(${column}, ':')) || ${id(`substr(${column}, instr(${column}, ':') + 1)`)}`;
  insertCopies(database, 'jobs', MADE, {
    id: id('id'),
    root_id: id('root_id'),
    interaction_id: `CAST(CAST(interaction_id AS INTEGER) + ${copy * BETWEEN_COPIES} AS TEXT)`,
  });
  const booked = "key GLOB 'reserve:*' OR key GLOB 'refund:*'";
  insertCopies(
    database,
    'entries',
    MADE * 2,
    { number: 'NULL', job_id: id('job_id'), key: key('key') },
    booked,
  );
  const drawn = "entry_key GLOB 'reserve:*' OR entry_key GLOB 'refund:*'";
  insertCopies(database, 'draws', MADE * 2, { number: 'NULL', entry_key: key('entry_key') }, drawn);
  insertCopies(database, 'charges', MADE, { job_id: id('job_id') });
}

/** The first rows again, with other values in some columns. */
function insertCopies(
  database: Database.Database,
  table: string,
  limit: number,
  changed: Readonly<Record<string, string>>,
  where = 'TRUE',
): void {
  const columns = database
    .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => `"${name}"`);
  const values = columns.map((column) => changed[column.slice(1, -1)] ?? column);
  database.exec(
    `INSERT INTO ${table} (${columns.join()}) SELECT ${values.join()} FROM (SELECT * FROM ${table} WHERE ${where} ORDER BY rowid LIMIT ${limit})`.replace(
      'ORDER BY rowid ',
      table === 'charges' ? '' : 'ORDER BY rowid ',
    ),
  );
}
