import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a request for the page or its controls may come from the page itself: by a loopback name, which keeps
 * out names that a stranger's server points here, and, where a browser says which page asks, from this origin.
 */
export const isOwnVisitor = ({ headers }: IncomingMessage, ownOrigin: string): boolean => {
  const asked = URL.parse(`http://${headers.host ?? ''}`);
  const own = URL.parse(ownOrigin);
  if (asked === null || own === null || asked.port !== own.port) return false;
  if (!LOOPBACK.has(asked.hostname) && asked.hostname !== own.hostname) return false;
  return headers.origin === undefined || headers.origin === asked.origin;
};
