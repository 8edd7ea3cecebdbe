import type { Charge } from '#domain/charge.ts';

const MICROS = 1_000_000;

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
  ['vendor_tickets', ({ tickets }) => tickets],
] as const satisfies readonly (readonly [string, (charge: Charge) => string | number])[];

/** The first line of a CSV of charges. */
export const CHARGE_HEADER = COLUMNS.map(([name]) => name).join(',');

/** A charge as a line of CSV. */
export function chargeCsv(charge: Charge): string {
  return COLUMNS.map(([, read]) => csvCell(read(charge))).join(',');
}

/** A charge as a line of JSON, with the same names. */
export function chargeJson(charge: Charge): string {
  const { tickets, ...same } = charge;
  const named = Object.fromEntries(
    COLUMNS.map(([name, read]) => [name, read({ tickets, ...same })]),
  );
  return JSON.stringify({ ...named, vendor_tickets: JSON.parse(tickets) });
}

/** Quoted where it must be; a text that a spreadsheet would take for a formula is made plain. */
export function csvCell(value: string | number): string {
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
