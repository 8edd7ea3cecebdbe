/**
 * `npm run export -- --from 2026-11-01 --to 2026-11-30 [--format jsonl]`: the cost of every job accepted on these UTC
 * days, in credits and in its vendor's unit, for comparison with vendors' bills. It streams line by line, and can run
 * while the bot runs.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { CHARGE_HEADER, chargeCsv, chargeJson } from '#application/accounts/charge-text.ts';
import { dataPlaces } from '#config/backup-settings.ts';
import { addEnvFile } from '#config/environment.ts';
import { DAY_MS } from '#domain/period.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { openToRead } from '#store/sqlite/open-to-read.ts';
import { createChargesReader } from '#store/sqlite/read-charges.ts';

const NO_LIMIT = -1;
const USAGE =
  'npm run export -- --from 2026-11-01 --to 2026-11-30 [--format csv|jsonl] [--file fourfold.db]\n';

const values = readOptions();
const fromMs = dayMs(values.from);
const toMs = dayMs(values.to);
const isFit = fromMs !== null && toMs !== null && fromMs <= toMs;
if (!isFit || !['csv', 'jsonl'].includes(values.format)) {
  process.stderr.write(`Usage: ${USAGE}`);
  process.exit(2);
}
try {
  addEnvFile(process.env);
  await pipeline(Readable.from(lines(fromMs, toMs + DAY_MS)), process.stdout);
} catch (error) {
  // The reader may close early, like `head`.
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(2);
  }
}

function readOptions() {
  try {
    const options = {
      from: { type: 'string' },
      to: { type: 'string' },
      format: { type: 'string', default: 'csv' },
      file: { type: 'string' },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\nUsage: ${USAGE}`);
    process.exit(2);
  }
}

async function* lines(beginMs: number, endMs: number): AsyncGenerator<string> {
  const isCsv = values.format === 'csv';
  const charges = await open({ fromMs: beginMs, toMs: endMs });
  if (isCsv) yield `${CHARGE_HEADER}\n`;
  for await (const charge of charges) {
    yield `${isCsv ? chargeCsv(charge) : chargeJson(charge)}\n`;
  }
}

async function open(span: { readonly fromMs: number; readonly toMs: number }) {
  const { databaseFile, postgresUrl } = dataPlaces(process.env);
  if (postgresUrl !== null && values.file === undefined) {
    return (await import('#store/postgres/read-all-charges.ts')).readAllCharges(postgresUrl, span);
  }
  const database = openToRead(values.file ?? databaseFile);
  return createChargesReader(database)({ ...span, limit: NO_LIMIT });
}

function dayMs(text: string | undefined): number | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  // The 30th of February would become another day.
  return Number.isNaN(atMs) || !new Date(atMs).toISOString().startsWith(text) ? null : atMs;
}
