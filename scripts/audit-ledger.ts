/**
 * `npm run audit-ledger`: recomputes every balance of the data from its entries and draws, and compares reservations
 * with jobs and vendors' tickets, in the file or the PostgreSQL database of DATABASE_URL, or in the given file. It
 * reads a consistent snapshot without blocking, so it can run while the bot runs. Differences are printed and exit with
 * code 1.
 */
import { dataPlaces } from '#config/backup-settings.ts';
import { addEnvFile } from '#config/environment.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';

try {
  addEnvFile(process.env);
  const { databaseFile, postgresUrl } = dataPlaces(process.env);
  const given = process.argv[2];
  const differences =
    postgresUrl !== null && given === undefined
      ? await (await import('#store/postgres/audit-postgres.ts')).auditPostgres(postgresUrl)
      : auditBooks(given ?? databaseFile);
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  process.stdout.write(
    differences.length === 0
      ? 'The books balance.\n'
      : `${differences.length} differences. Stop the bot, keep a copy of the data, and see docs/operating.md.\n`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 2;
}
