/**
 * One shard's connection: its own @discordjs/ws manager, so that shards are opened and closed independently. That
 * library resumes and reconnects. No session starts or resumes while another process may hold the shard, or after
 * closing.
 */
import type { REST } from '@discordjs/rest';
import {
  CloseCodes,
  type SessionInfo,
  WebSocketManager,
  WebSocketShardEvents,
} from '@discordjs/ws';
import type {
  APIGatewayBotInfo,
  GatewayDispatchPayload,
  GatewayReadyDispatchData,
} from 'discord-api-types/v10';
import { withinMs } from '#application/within-ms.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { IdentifyThrottle } from './identify-throttle.ts';
import type { StoredSessions } from './stored-sessions.ts';

/** A connection of one shard. */
export type ShardConnection = {
  /** The number of all shards when it was opened. */
  readonly count: number;
  isReady(): boolean;
  /** Resolves when it is ready for the first time; rejects if Discord refuses it permanently. */
  readonly opened: Promise<void>;
  /** Saves the session and closes the socket so that the session can be resumed. */
  close(): Promise<void>;
};

/** The events of a shard. */
export type ShardListeners = {
  /** A session started (with Discord's ready data) or resumed (null). */
  readonly onReady: (data: GatewayReadyDispatchData | null) => void;
  readonly onClosed: (code: number) => void;
  readonly onEvent: (event: GatewayDispatchPayload) => void;
};

const CLOSE_WITHIN_MS = 3_000;
/** How often to check whether another process may still hold the shard. */
const LOOK_EVERY_MS = 250;

/** Opens a shard with fresh gateway information. */
export function openShard(
  parts: {
    readonly shard: number;
    readonly count: number;
    readonly token: string;
    readonly intents: number;
    readonly rest: REST;
    readonly information: Promise<APIGatewayBotInfo>;
    readonly throttle: IdentifyThrottle;
    readonly sessions: StoredSessions;
    /** Whether this process certainly holds its shards. */
    readonly isCertain: () => boolean;
    readonly clock: Clock;
    readonly log: Pick<Log, 'warn'>;
  },
  listeners: ShardListeners,
): ShardConnection {
  const { shard, count, sessions, clock, log, isCertain } = parts;
  const closing = new AbortController();
  let isUp = false;
  let manager: WebSocketManager | null = null;

  /** The library connects with the returned session. After closing it never resolves, so nothing reconnects. */
  const retrieve = async (): Promise<SessionInfo | null> => {
    while (!isUp && !isCertain() && !closing.signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, closing.signal);
    }
    if (closing.signal.aborted) return new Promise(() => {});
    return sessions.retrieve(shard);
  };

  const make = (information: APIGatewayBotInfo): WebSocketManager => {
    const made = new OneShard(information, {
      token: parts.token,
      intents: parts.intents,
      rest: parts.rest,
      shardCount: count,
      shardIds: [shard],
      buildIdentifyThrottler: () => parts.throttle,
      retrieveSessionInfo: retrieve,
      updateSessionInfo: (_, session) => sessions.update(shard, session),
    });
    const up = (data: GatewayReadyDispatchData | null) => {
      if (closing.signal.aborted) return;
      isUp = true;
      listeners.onReady(data);
    };
    made.on(WebSocketShardEvents.Ready, ({ data }) => up(data));
    made.on(WebSocketShardEvents.Resumed, () => up(null));
    made.on(WebSocketShardEvents.Closed, ({ code }) => {
      isUp = false;
      if (!closing.signal.aborted) listeners.onClosed(code);
    });
    // Without a listener a temporary socket error would end the process.
    made.on(WebSocketShardEvents.Error, ({ error }) =>
      log.warn({ error, shard }, 'gateway socket'),
    );
    made.on(WebSocketShardEvents.Dispatch, ({ data }) => {
      if (!closing.signal.aborted) listeners.onEvent(data);
    });
    return made;
  };

  sessions.hold(shard);
  const open = async (): Promise<void> => {
    const information = await parts.information;
    if (closing.signal.aborted) return;
    manager = make(information);
    await manager.connect();
  };
  const closed = new Promise<void>((resolve) => {
    closing.signal.addEventListener('abort', () => resolve());
  });
  return {
    count,
    isReady: () => isUp,
    opened: Promise.race([open(), closed]),
    close: async () => {
      closing.abort();
      // Before the socket closes: the library treats a session that it closes as ended, but the next holder resumes it.
      await sessions.release(shard);
      if (manager === null) return;
      // This never completes in the middle of a reconnect.
      const destroyed = Promise.resolve(manager.destroy({ code: CloseCodes.Resuming }));
      await withinMs(clock, destroyed, CLOSE_WITHIN_MS);
    },
  };
}

/** A manager with given gateway information, which it would otherwise request for each shard. */
class OneShard extends WebSocketManager {
  readonly #information: APIGatewayBotInfo;

  constructor(
    information: APIGatewayBotInfo,
    options: ConstructorParameters<typeof WebSocketManager>[0],
  ) {
    super(options);
    this.#information = information;
  }

  override async fetchGatewayInformation(): Promise<APIGatewayBotInfo> {
    return this.#information;
  }
}
