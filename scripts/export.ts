/**
 * `npm run export -- --from 2026-11-01 --to 2026-11-30 [--format jsonl]`: what every job accepted on
 * these UTC days cost, in credits and in its vendor's money, for comparing with vendors' bills. It
 * writes line by line as fast as the reader takes them, and may run beside the bot.
 */
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type Database from 'better-sqlite3';
import { CHARGE_HEADER, chargeCsv, chargeJson } from '#application/accounts/charge-text.ts';
import { databaseFile } from '#config/database-file.ts';
import { openToRead } from '#store/sqlite/open-to-read.ts';
import { createChargesReader } from '#store/sqlite/read-charges.ts';

const DAY_MS = 86_400_000;
const NO_LIMIT = -1;
const USAGE =
  'npm run export -- --from 2026-11-01 --to 2026-11-30 [--format csv|jsonl] [--file fourfold.db]\n';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    format: { type: 'string', default: 'csv' },
    file: { type: 'string' },
  },
});
const fromMs = dayMs(values.from);
const toMs = dayMs(values.to);
const isFit = fromMs !== null && toMs !== null && fromMs <= toMs;
if (!isFit || !['csv', 'jsonl'].includes(values.format)) {
  process.stderr.write(`Usage: ${USAGE}`);
  process.exit(2);
}
if (existsSync('.env')) process.loadEnvFile('.env');
const file = values.file ?? databaseFile(process.env);
const database = open();
try {
  await pipeline(Readable.from(lines(fromMs, toMs + DAY_MS)), process.stdout);
} catch (error) {
  // Whoever reads may have seen enough, as `head` does.
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
} finally {
  database.close();
}

function open(): Database.Database {
  try {
    return openToRead(file);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

function* lines(beginMs: number, endMs: number): Generator<string> {
  const isCsv = values.format === 'csv';
  if (isCsv) yield `${CHARGE_HEADER}\n`;
  const read = createChargesReader(database);
  for (const charge of read({ fromMs: beginMs, toMs: endMs, limit: NO_LIMIT })) {
    yield `${isCsv ? chargeCsv(charge) : chargeJson(charge)}\n`;
  }
}

function dayMs(text: string | undefined): number | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
}
