/**
 * An error's message. Node's error for a host name whose addresses all refuse the connection has an empty message: then that of
 * its first cause.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
