import type { Database } from 'better-sqlite3';
import type { Charge } from '#domain/charge.ts';
import { chargesBetween, idsBetween } from '../read-charges.ts';

/** Reads charges, oldest first, one row at a time, so that a year of them needs little memory. */
export type ChargesReader = (range: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}) => Iterable<Charge>;

/** The reader over one connection. */
export function createChargesReader(database: Database): ChargesReader {
  const read = database.prepare<[object], Charge>(chargesBetween.text);
  return ({ limit, ...range }) => read.iterate({ ...idsBetween(range), most: limit });
}
