import { z } from 'zod';
import type { Charge } from '#domain/charge.ts';

const MICROS = 1_000_000;

/** A vendor's own id of a job, as on its bills. */
const receiptSchema = z.union([
  z.object({ taskId: z.string() }).transform(({ taskId }) => taskId),
  z.object({ jobId: z.string() }).transform(({ jobId }) => jobId),
]);

/**
 * The vendor's ids of the job, one for each accepted request. The rest of a ticket is left out because it may contain
 * prompts.
 */
export const receiptsOf = ({ tickets }: Pick<Charge, 'tickets'>): readonly string[] =>
  z
    .array(z.json())
    .parse(JSON.parse(tickets))
    .flatMap((ticket) => receiptSchema.safeParse(ticket).data ?? []);

type Cell = string | number;

/** The columns of a table of charges, in their order. */
const COLUMNS = [
  ['job', ({ jobId }) => jobId],
  ['accepted', ({ acceptedAtMs }) => new Date(acceptedAtMs).toISOString()],
  ['changed', ({ updatedAtMs }) => new Date(updatedAtMs).toISOString()],
  ['state', ({ state }) => state],
  ['server', ({ guildId }) => guildId],
  ['channel', ({ channelId }) => channelId],
  ['member', ({ userId }) => userId],
  ['action', ({ action }) => action],
  ['speed', ({ speed }) => speed],
  ['reserved_credits', ({ priceCredits }) => priceCredits],
  ['credits', ({ credits }) => credits],
  ['vendor', ({ vendor }) => vendor],
  ['vendor_cost', ({ vendorCostMicros }) => vendorCostMicros / MICROS],
  ['vendor_unit', ({ vendorUnit }) => vendorUnit],
  ['vendor_tickets', receiptsOf],
] as const satisfies readonly (readonly [string, (charge: Charge) => Cell | readonly string[]])[];

/** The first line of a CSV of charges. */
export const CHARGE_HEADER = COLUMNS.map(([name]) => name).join(',');

/** A charge as a line of CSV. */
export function chargeCsv(charge: Charge): string {
  return COLUMNS.map(([, read]) => {
    const value: Cell | readonly string[] = read(charge);
    return csvCell(typeof value === 'object' ? JSON.stringify(value) : value);
  }).join(',');
}

/** A charge as a line of JSON, with the same names. */
export function chargeJson(charge: Charge): string {
  return JSON.stringify(Object.fromEntries(COLUMNS.map(([name, read]) => [name, read(charge)])));
}

/** Quoted where necessary; a text that a spreadsheet would run as a formula is escaped. */
export function csvCell(value: Cell): string {
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
