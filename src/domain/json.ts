/** What tickets and handles are: opaque to everyone but the vendor's own file. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
