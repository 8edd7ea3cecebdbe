/**
 * One shard's connection: a manager of @discordjs/ws for it alone, so that shards come and go by themselves. Relies on that
 * library for resuming and reconnecting. It begins and resumes nothing while another process may hold the shard, and
 * nothing at all once it is closed.
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
import type { KeptSessions } from './kept-sessions.ts';

/** A connection of one shard. */
export type ShardConnection = {
  /** What all shards were when it was opened. */
  readonly count: number;
  isReady(): boolean;
  /** Resolves when it is ready for the first time; rejects where Discord refuses it for good. */
  readonly opened: Promise<void>;
  /** Saves the session and closes the socket in a way that leaves the session alive. */
  close(): Promise<void>;
};

/** What a shard tells. */
export type ShardListeners = {
  /** A session began (with what Discord says of the bot) or was resumed (null). */
  readonly onReady: (data: GatewayReadyDispatchData | null) => void;
  readonly onClosed: (code: number) => void;
  readonly onEvent: (event: GatewayDispatchPayload) => void;
};

const GOODBYE_MS = 3_000;
/** While another process may hold the shard, it is looked so often whether that has changed. */
const LOOK_EVERY_MS = 250;

/** Opens a shard; the information is Discord's of just now. */
export function openShard(
  parts: {
    readonly shard: number;
    readonly count: number;
    readonly token: string;
    readonly intents: number;
    readonly rest: REST;
    readonly information: Promise<APIGatewayBotInfo>;
    readonly throttle: IdentifyThrottle;
    readonly sessions: KeptSessions;
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

  /** The library connects with what this gives. Once the shard is closed it never resolves: nothing is connected again. */
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
    // Without a listener a passing fault of the socket would end the process.
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
      // Before the goodbye: the library takes a session that it closes for ended, and the next holder resumes it.
      await sessions.letGo(shard);
      if (manager === null) return;
      // The socket's own goodbye never comes in the middle of a reconnect.
      const goodbye = Promise.resolve(manager.destroy({ code: CloseCodes.Resuming }));
      await withinMs(clock, goodbye, GOODBYE_MS);
    },
  };
}

/** A manager that is told what it would ask Discord for, once for each shard. */
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
