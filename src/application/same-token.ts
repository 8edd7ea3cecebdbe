import { timingSafeEqual } from 'node:crypto';

/** Compares tokens in constant time. */
export function isSameToken(token: string, wanted: string): boolean {
  const [given, expected] = [Buffer.from(token), Buffer.from(wanted)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
