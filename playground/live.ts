import type { WebSocket } from 'ws';
import type { Discord } from './discord/discord.ts';
import type { Gateway } from './discord/gateway/gateway.ts';

/** Serves the page's WebSocket. */
export const serveLive =
  (_discord: Discord, _gateway: Gateway) =>
  (socket: WebSocket, _url: URL): void => {
    socket.close(1013, 'Not yet.');
  };
