/** Shared types of environment variables. */
import { z } from 'zod';
import { trimEndOf } from '#domain/trim.ts';

/** `true` or `false`; off by default. */
export const onOff = z.stringbool({ error: 'is neither true nor false' }).default(false);
/** Any number. */
export const number = z.coerce.number({ error: 'is not a number' });
/** An integer in an inclusive range. */
export const wholeNumber = (min: number, max: number) =>
  number.int('is not a whole number').min(min, `is below ${min}`).max(max, `is above ${max}`);
/** A port; 0 for any free one. */
export const portNumber = wholeNumber(0, 65_535);
/** A port with a default. */
export const port = (preset: number) => portNumber.default(preset);
/** A URL, without the trailing slash. */
export const address = z
  .url({ protocol: /^https?$/, error: 'is not an http or https address' })
  .transform((url) => trimEndOf(url, '/'));
/** A comma-separated list; empty by default. */
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** `apiframe:10,midapi:5`: a number for each vendor named. */
export const numberByVendor = (isFit: (number: number) => boolean, problem: string) =>
  list
    .refine(
      (items) => items.every((item) => /^[a-z][a-z0-9]*:\d+(?:\.\d+)?$/.test(item)),
      'is not a list like apiframe:10,midapi:5',
    )
    .transform((items) =>
      Object.fromEntries(
        items.map((item) => {
          const [vendor = '', number] = item.split(':');
          return [vendor, Number(number)] as const;
        }),
      ),
    )
    .refine((numbers) => Object.values(numbers).every(isFit), problem);
