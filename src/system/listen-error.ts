/** Explanations of listen errors, with what to do. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program. Set HTTP_PORT to a free port, or to 0 for any free one',
  EACCES: 'may not be used by this user. Set HTTP_PORT to a port from 1024 on',
  EADDRNOTAVAIL: 'is no address of this machine. Set HTTP_HOST to one, or to 0.0.0.0 for all',
  ENOTFOUND: 'is no address and no known name. Set HTTP_HOST to an address, or to 0.0.0.0 for all',
};

/** A host as it stands in a URL. */
export const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** A listen error explained with the variable's name; other errors unchanged. */
export function explainedListenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code];
  return reason === undefined ? error : new Error(`${host}:${port} ${reason}.`, { cause: error });
}
