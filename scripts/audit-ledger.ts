/**
 * `npm run audit-ledger`: recomputes every balance of the data from its entries and draws, and
 * compares reservations with jobs and vendors' tickets. It reads one moment of the file and blocks
 * nobody, so that it may run beside the bot. Differences are printed and end it with code 1.
 */
import { existsSync } from 'node:fs';
import { databaseFile } from '#config/database-file.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const file = process.argv[2] ?? databaseFile(process.env);
  const differences = auditBooks(file);
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  process.stdout.write(
    differences.length === 0
      ? 'The books balance.\n'
      : `${differences.length} differences. Stop the bot, keep a copy of the file, and see docs/operating.md.\n`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
