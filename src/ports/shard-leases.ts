/** A process's share of the gateway shards. */
export type ShardTurn = {
  /** The bot's total number of shards, the same in all processes. */
  readonly count: number;
  /** The shards of this process, in order; the last `surplus` of them exceed its share. */
  readonly shards: readonly number[];
  /** Shards to release once their sessions are saved and closed, because another process has fewer than its share. */
  readonly surplus: number;
};

/**
 * Leases of gateway shards. A process keeps its shards by renewing periodically; when it stops, others take them over
 * within `GATEWAY_TERM_MS` and one renewal. Each process holds its share: the count divided by the number of processes,
 * rounded up.
 */
export type ShardLeases = {
  /**
   * Renews this process's shards, and acquires more up to its share.
   * @param wanted The total that this process proposes. It takes effect once all processes propose the same.
   * @param isRequired Discord requires at least that many: it takes effect at once if the current count is lower.
   * @throws {Error} If the database is unreachable; nothing changes.
   */
  hold(wanted: number, isRequired?: boolean): Promise<ShardTurn>;
  /** Releases shards; another process acquires them with its next renewal. */
  release(shards: readonly number[]): Promise<void>;
  /** Releases everything and leaves the group. */
  leave(): Promise<void>;
  /**
   * Whether this process's leases are certainly valid for another moment. If not, it must not begin or resume a
   * session: another process may have done so, and each would end the other's.
   */
  isCertain(): boolean;
};

/** The renewal interval. */
export const GATEWAY_TURN_MS = 1_000;
/** The lease duration after the last renewal. */
export const GATEWAY_TERM_MS = 5_000;
