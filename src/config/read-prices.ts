/**
 * Reads an operator's price table. Problems are reported by field and line, and nothing is used from an invalid file:
 * charging by half a table is worse than not starting.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ACTION_NAMES } from '#domain/action.ts';
import { CREDITS_MAX } from '#domain/credits.ts';
import { DEFAULT_PRICES, type Prices, type PriceTable } from '#domain/price.ts';
import { SPEEDS } from '#domain/speed.ts';
import { VERSION_NAMES } from '#domain/version-class.ts';
import { lineOfPath } from './line-of-path.ts';

/** A larger factor is a typo. */
const FACTOR_MAX = 1_000;

const credits = z
  .number('is not a number')
  .int('is not a whole number of credits')
  .min(0, 'is below 0')
  .max(CREDITS_MAX, `is above ${CREDITS_MAX}`);
const factor = z
  .number('is not a number')
  .min(0, 'is below 0')
  .max(FACTOR_MAX, `is above ${FACTOR_MAX}`)
  .refine((value) => Number.isInteger(Math.round(value * 1e9) / 1e6), {
    error: 'has more than three decimals',
  });

const named = <Value extends z.ZodType>(names: readonly string[], value: Value) =>
  z.partialRecord(z.enum(names), value);

const CLASSES = Object.keys(DEFAULT_PRICES.operations);
const table = {
  operations: named([...CLASSES, ...ACTION_NAMES], credits).default({}),
  speeds: named(SPEEDS, factor).default({}),
  versions: named(VERSION_NAMES, factor).default({}),
};
const form = z.strictObject({
  ...table,
  vendors: z.record(z.string(), z.strictObject(table)).default({}),
});

/** The prices, or the problem with its line. */
export type PricesOutcome =
  | { readonly kind: 'prices'; readonly prices: Prices }
  | { readonly kind: 'problem'; readonly problem: string };

/** The default prices with the overrides of a file, if there is one. */
export function readPrices(file: string | null): PricesOutcome {
  if (file === null) return { kind: 'prices', prices: DEFAULT_PRICES };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
    return { kind: 'problem', problem: `cannot be read (${code})` };
  }
  return parsePrices(text);
}

/** Parses a file's text. */
export function parsePrices(text: string): PricesOutcome {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec(messageOf(error))?.[1] ?? 0);
    const line = text.slice(0, at).split('\n').length;
    return { kind: 'problem', problem: `is not JSON, line ${line}: ${messageOf(error)}` };
  }
  const parsed = form.safeParse(json);
  if (parsed.success) return { kind: 'prices', prices: laidOver(DEFAULT_PRICES, parsed.data) };
  const problems = parsed.error.issues.map((issue) => describe(text, issue));
  return { kind: 'problem', problem: `has mistakes: ${problems.join('; ')}` };
}

function describe(text: string, issue: z.core.$ZodIssue): string {
  const strange = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path.map(String), ...strange];
  const line = lineOfPath(text, path);
  const isStrange = strange.length > 0 || issue.code === 'invalid_key';
  return `line ${line}, ${path.join('.') || 'the whole'} ${isStrange ? 'is not a known name' : issue.message}`;
}

function laidOver(base: PriceTable, { vendors, ...own }: z.output<typeof form>): Prices {
  return {
    operations: { ...base.operations, ...own.operations },
    speeds: { ...base.speeds, ...own.speeds },
    versions: { ...base.versions, ...own.versions },
    vendors,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
