import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give to outgoing connections and to port 0: Linux from 32768, others from 49152 (RFC 6335). */
const PORTS = { from: 20_000, to: 32_768 };
const TRIES = 100;
const LAST_PORT = 65_535;

/**
 * A port of 127.0.0.1 that is free now, for a link that must contain it before the server listens. No connection takes
 * it in between, as it could a port that the system chose; only another call of this could, and chooses at random.
 */
export async function freePort(): Promise<number> {
  for (let left = TRIES; left > 0; left -= 1) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFreePort(port)) return port;
  }
  throw new Error(`no free port between ${PORTS.from} and ${PORTS.to}`);
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isFreePort(port: number): Promise<boolean> {
  if (port > LAST_PORT) return false;
  const server = createServer();
  const listens = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  if (!(await listens)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
