/**
 * Bounds the number of connections: at the limit, the connection that has been idle longest is closed instead of the
 * new one; otherwise a client that opens many and sends nothing would block everybody else. A connection is idle as
 * soon as its response is complete, even if not yet received, so that a client which never reads cannot hold it.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bounds a server's connections; those with a request in progress are never closed. */
export function boundConnections(
  server: Pick<Server, 'on' | 'prependListener'>,
  connectionsMax: number,
): void {
  /** Longest idle first. */
  const idle = new Set<Socket>();
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open++;
    idle.add(socket);
    socket.once('close', () => {
      open--;
      idle.delete(socket);
    });
    if (open <= connectionsMax) return;
    const [longest] = idle;
    if (longest === undefined) return;
    idle.delete(longest);
    longest.destroy();
  });
  server.prependListener('request', ({ socket }: IncomingMessage, outgoing: ServerResponse) => {
    if (socket.destroyed) return;
    idle.delete(socket);
    const wait = () => {
      if (!socket.destroyed) idle.add(socket);
    };
    // When the last byte was written; 'finish' comes when the system has accepted it.
    outgoing.once('prefinish', wait).once('close', wait);
  });
}
