/**
 * Null if the picture library could not decode a file, which is expected and thrown as a plain `Error`; anything else
 * (`TypeError`, `RangeError`) is a programming error and rethrown.
 */
export function nullIfUndecodable(cause: unknown): null {
  if (cause instanceof Error && Object.getPrototypeOf(cause) === Error.prototype) return null;
  throw cause;
}
