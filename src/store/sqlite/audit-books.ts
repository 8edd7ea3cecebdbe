/**
 * Checks that the books of a data file balance. It trusts no trigger, reads everything, never writes and blocks nobody,
 * so it may run while the bot runs.
 */
import Database from 'better-sqlite3';
import { AUDIT_QUESTIONS } from '../audit-questions.ts';
import { DataNewerError, DataOlderError } from './data-version-errors.ts';
import { DataUnreadableError, explainedError } from './explained-error.ts';
import { openToRead } from './open-to-read.ts';
import { schemaAge } from './schema-age.ts';

/** Checks that only apply to files. */
const OF_FILES = [
  `SELECT 'a row of ' || "table" || ' points to nothing in ' || parent FROM pragma_foreign_key_check`,
  `SELECT 'the file is damaged: ' || quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'`,
];

/**
 * Errors in the books of the file, as sentences; empty if they balance.
 * @throws {DataOlderError | DataNewerError} if the file's schema is another version's.
 */
export function auditBooks(file: string): readonly string[] {
  let database: Database.Database | null = null;
  try {
    database = openToRead(file);
    // One snapshot for all queries.
    database.exec('BEGIN');
    const problems: string[] = [];
    for (const question of [...AUDIT_QUESTIONS, ...OF_FILES]) {
      problems.push(...database.prepare<[], string>(question).pluck().all());
    }
    return problems;
  } catch (error) {
    throw explainedError(file, database === null ? error : ofVersion(file, database, error));
  } finally {
    database?.close();
  }
}

/** An invalid query means that the file has another version's schema. */
function ofVersion(file: string, database: Database.Database, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_ERROR') return error;
  switch (schemaAge(database)) {
    case 'older':
      return new DataOlderError(file);
    case 'newer':
      return new DataNewerError(file);
    case 'none':
      return new DataUnreadableError(file, error);
    default:
      return error;
  }
}
