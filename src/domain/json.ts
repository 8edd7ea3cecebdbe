/** What tickets and handles are: opaque to everyone but the vendor's own file. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What the text says as JSON; undefined, which every schema refuses, where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is a fact about the text, and the reader's to judge.
    return undefined;
  }
}
