/** The type of tickets and handles, which are opaque outside the vendor's own file. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Parses JSON; undefined, which every schema refuses, if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is not JSON is expected; the caller's schema refuses it.
    return undefined;
  }
}
