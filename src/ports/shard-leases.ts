/** What a process holds of the gateway with Discord, among the others. */
export type ShardTurn = {
  /** Shards of the whole bot: everybody connects with this number. */
  readonly count: number;
  /** Those of this process, in order; the last `surplus` of them are more than its share. */
  readonly shards: readonly number[];
  /** To be given back once their sessions are saved and closed: another process has fewer than its share. */
  readonly surplus: number;
};

/**
 * Which process holds which shard. A process keeps its shards by asking for its turn again and again; when it stops, others
 * have them within `GATEWAY_TERM_MS` and one turn. Each process holds its share, the count divided by the processes, rounded up.
 */
export type ShardLeases = {
  /**
   * Renews what this process holds, and takes what it lacks to its share.
   *
   * @param wanted What this process would divide the bot into. It becomes the count once all processes want the same.
   * @param isRequired Discord takes no session with fewer: it becomes the count at once, where that is lower.
   * @throws {Error} Where the database cannot be reached: nothing is known then, and nothing changes.
   */
  hold(wanted: number, isRequired?: boolean): Promise<ShardTurn>;
  /** Gives shards back; another process has them with its next turn. */
  release(shards: readonly number[]): Promise<void>;
  /** Gives everything back, and counts no more. */
  leave(): Promise<void>;
  /**
   * Whether the others certainly leave this process its shards for a moment more. Whoever is not certain begins and resumes no
   * session: another one may have done so, and each would take it away from the other.
   */
  isCertain(): boolean;
};

/** A turn is asked for so often. */
export const GATEWAY_TURN_MS = 1_000;
/** After its last turn a process holds its shards so long. */
export const GATEWAY_TERM_MS = 5_000;
