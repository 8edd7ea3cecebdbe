/**
 * Holds this process's share of the bot's shards: it renews its leases every second, connects the shards it gets and
 * releases surplus ones. When another process dies, its shards are reassigned within seconds, and their sessions resume
 * from the store. Relies on the leases for who holds which shard.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { GATEWAY_TURN_MS, type ShardLeases } from '#ports/shard-leases.ts';
import type { Gateway, GatewayIdentity } from './gateway-port.ts';

/** This process's share of the gateway. */
export type RunningShards = {
  readonly identity: GatewayIdentity;
  /** Saves and closes the sessions, and releases the shards at once. */
  close(): Promise<void>;
};

/**
 * Connects the shards of this process and keeps renewing them; resolves when the first ones are connected.
 * @throws {Error} If Discord refuses the token or an intent.
 */
export async function runShards(parts: {
  readonly gateway: Gateway;
  readonly leases: ShardLeases;
  readonly onInteraction: (payload: unknown) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): Promise<RunningShards> {
  const { gateway, leases, clock, log } = parts;
  const closing = new AbortController();
  gateway.onInteraction(parts.onInteraction);
  const wanted = await gateway.shardCount();
  let held: readonly number[] = [];

  /** Renews once; new shards connect in the background. */
  async function turn(): Promise<{ readonly opened: Promise<void> }> {
    const required = gateway.requiredShards();
    const { count, shards, surplus } = await leases.hold(required ?? wanted, required !== null);
    const kept = shards.slice(0, shards.length - surplus);
    const gained = kept.filter((shard) => !held.includes(shard));
    const lost = held.filter((shard) => !kept.includes(shard));
    if (gained.length > 0 || lost.length > 0) {
      log.info({ gained, lost, held: kept.length, of: count }, 'shards reassigned');
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
        // After a permanent refusal other processes may have the shards.
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
      // Without the database the shards are released when their leases expire.
      await leases.leave().catch((error: unknown) => log.warn({ error }, 'shards not released'));
    },
  };
}
