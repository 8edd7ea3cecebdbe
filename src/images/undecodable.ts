/**
 * Null for what the picture library could not decode, which is no fault of the bot's. What it throws then is a plain
 * `Error`; anything else (`TypeError`, `RangeError`) is a mistake in the call and goes on.
 */
export function nullIfUndecodable(cause: unknown): null {
  if (cause instanceof Error && Object.getPrototypeOf(cause) === Error.prototype) return null;
  throw cause;
}
