/**
 * This process among those that hold the bot's shards: it asks for its turn every second, connects what it was given, and
 * gives back what is more than its share. When another process dies, its shards are given out within seconds, and their
 * sessions resumed from the store. Relies on the leases for who holds what.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { GATEWAY_TURN_MS, type ShardLeases } from '#ports/shard-leases.ts';
import type { Gateway, GatewayIdentity } from './gateway-port.ts';

/** The gateway of this process among those of the others. */
export type HeldGateway = {
  readonly identity: GatewayIdentity;
  /** Saves and closes the sessions, and leaves the shards to others at once. */
  close(): Promise<void>;
};

/**
 * Connects the shards of this process, and goes on taking turns; resolves when the first ones are connected.
 *
 * @throws {Error} Where Discord refuses the token or an intent.
 */
export async function holdGateway(parts: {
  readonly gateway: Gateway;
  readonly leases: ShardLeases;
  readonly onInteraction: (payload: unknown) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): Promise<HeldGateway> {
  const { gateway, leases, clock, log } = parts;
  const closing = new AbortController();
  gateway.onInteraction(parts.onInteraction);
  const wanted = await gateway.shardCount();
  let held: readonly number[] = [];

  /** Takes one turn; what it opens comes up while more are taken. */
  async function turn(): Promise<{ readonly opened: Promise<void> }> {
    const required = gateway.requiredShards();
    const { count, shards, surplus } = await leases.hold(required ?? wanted, required !== null);
    const kept = shards.slice(0, shards.length - surplus);
    const gained = kept.filter((shard) => !held.includes(shard));
    const lost = held.filter((shard) => !kept.includes(shard));
    if (gained.length > 0 || lost.length > 0) {
      log.info({ gained, lost, held: kept.length, of: count }, 'shards changed hands');
    }
    held = kept;
    const { closed, opened } = gateway.serve({ count, shards: kept });
    opened.catch((error: unknown) => {
      if (!closing.signal.aborted) log.error({ error }, 'shards not connected');
    });
    await closed;
    if (surplus > 0) await leases.release(shards.slice(shards.length - surplus));
    return { opened };
  }

  async function takeTurns(): Promise<void> {
    for (;;) {
      await clock.sleepUntil(clock.nowMs() + GATEWAY_TURN_MS, closing.signal);
      if (closing.signal.aborted) return;
      try {
        // What Discord refuses for good is no reason to keep others from it.
        if (gateway.state() === 'closed') return await leases.leave();
        await turn();
      } catch (error) {
        log.warn({ error }, 'shards not renewed');
      }
    }
  }

  const first = await turn();
  const taking = takeTurns();
  let identity: GatewayIdentity;
  try {
    await first.opened;
    identity = gateway.identity() ?? (await gateway.identify());
  } catch (error) {
    closing.abort();
    await taking;
    throw error;
  }
  return {
    identity,
    close: async () => {
      closing.abort();
      await taking;
      await gateway.close();
      // A database that is gone lets the others have them after the term.
      await leases.leave().catch((error: unknown) => log.warn({ error }, 'shards not given back'));
    },
  };
}
