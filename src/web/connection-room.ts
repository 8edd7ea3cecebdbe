/**
 * Makes room for a new connection where there are as many as allowed: the one that has waited longest without a
 * request is closed, not the new one. Otherwise whoever opens them all and sends nothing keeps everybody else out. A
 * connection waits as soon as its answer is made, taken or not: otherwise whoever takes no answer stays for good.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bounds a server's connections; what is still being answered is never closed for it. */
export function boundConnections(
  server: Pick<Server, 'on' | 'prependListener'>,
  connectionsMax: number,
): void {
  /** In the order in which they began to wait. */
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
    // When its last byte was handed over; 'finish' would be when the system has taken it.
    outgoing.once('prefinish', wait).once('close', wait);
  });
}
