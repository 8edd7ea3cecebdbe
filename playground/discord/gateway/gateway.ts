/**
 * The gateway: keeps sessions, hands events to those that want them, and breaks connections on
 * demand. It relies on `connection.ts` for the protocol and on `bot-events.ts` for what the world's
 * changes look like to a bot. It never loses an event of a session that may still resume.
 */

import { GatewayIntentBits } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { Discord, GatewayDispatch } from '#playground/discord/discord.ts';
import { renderGatewayGuild } from '#playground/discord/state/render-place.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';
import { type SessionRegistry, serveConnection } from './connection.ts';
import { createSession, type Session } from './session.ts';

/** The bot's side of the playground. */
export type Gateway = {
  readonly connect: (socket: WebSocket, url: URL) => void;
  readonly dispatch: (event: GatewayDispatch) => void;
  /** Closes every connection with this code; 1000 and 1001 also end the sessions. */
  readonly disconnect: (code: number) => void;
  /** Op 7: asks to reconnect and resume. */
  readonly requestReconnect: () => void;
  /** Op 9, and unless resumable the sessions are gone. */
  readonly invalidateSessions: (resumable: boolean) => void;
  readonly isConnected: () => boolean;
  readonly close: () => void;
};

/** How many sessions without a connection may still resume; a crash loop leaves many behind. */
const resumableSessions = 8;

export const createGateway = (
  discord: () => Discord,
  options: { readonly allowedPrivilegedIntents: number },
): Gateway => {
  const sessions = new Map<string, Session>();
  const sockets = new Map<WebSocket, (op: number, d: unknown) => void>();
  let wasConnected = false;

  const isConnected = () => [...sessions.values()].some((session) => session.socket() !== null);

  const welcome = (session: Session): void => {
    const { world, origin, mint } = discord();
    const bot = world.accounts.get(world.botId);
    const guilds = [...world.guilds.values()].filter(
      (guild) =>
        guild.members.some((member) => member.userId === world.botId) &&
        session.wants({ name: '', data: null, intent: null, guildId: guild.id }),
    );
    session.dispatch('READY', {
      v: 10,
      user: bot === undefined ? {} : { ...renderUser(bot), mfa_enabled: true, verified: true },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: `${origin().replace(/^http/, 'ws')}/gateway`,
      shard: session.shard,
      application: { id: world.applicationId, flags: 0 },
      private_channels: [],
      session_type: 'normal',
      _trace: [mint.snowflake()],
    });
    if ((session.intents & GatewayIntentBits.Guilds) === 0) return;
    for (const guild of guilds) session.dispatch('GUILD_CREATE', renderGatewayGuild(world, guild));
  };

  const registry: SessionRegistry = {
    open: (terms) => {
      const session = createSession({ ...terms, id: discord().mint.secret('session') });
      sessions.set(session.id, session);
      const left = [...sessions.values()].filter(
        (each) => each.socket() === null && each !== session,
      );
      for (const each of left.slice(0, -resumableSessions)) sessions.delete(each.id);
      return session;
    },
    find: (id) => sessions.get(id) ?? null,
    welcome,
    connectionChanged: () => {
      const connected = isConnected();
      if (connected === wasConnected) return;
      wasConnected = connected;
      discord().events.emit({ kind: connected ? 'bot-connected' : 'bot-disconnected' });
    },
  };

  return {
    connect: (socket, url) => {
      socket.on('close', (code) => {
        sockets.delete(socket);
        // A bot that leaves politely gives up its session.
        if (code !== 1000 && code !== 1001) return;
        for (const session of sessions.values()) {
          if (session.socket() === socket) sessions.delete(session.id);
        }
      });
      const control = serveConnection({ socket, url, discord: discord(), registry, ...options });
      if (control !== null) sockets.set(socket, control);
    },
    dispatch: (event) => {
      for (const session of sessions.values()) {
        if (!session.wants(event)) continue;
        const readsContent = (session.intents & GatewayIntentBits.MessageContent) !== 0;
        const full = readsContent ? event.dataWithContent : undefined;
        session.dispatch(event.name, full ?? event.data);
      }
    },
    disconnect: (code) => {
      if (code === 1000 || code === 1001) sessions.clear();
      for (const socket of sockets.keys()) socket.close(code);
    },
    requestReconnect: () => {
      for (const control of sockets.values()) control(7, null);
    },
    invalidateSessions: (resumable) => {
      if (!resumable) sessions.clear();
      for (const control of sockets.values()) control(9, resumable);
    },
    isConnected,
    close: () => {
      for (const socket of sockets.keys()) socket.terminate();
      sessions.clear();
    },
  };
};
