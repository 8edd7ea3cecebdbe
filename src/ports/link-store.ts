/** A link by what its token hashes to; what it says is the application's business, and empty once used. */
export type StoredLink = {
  readonly key: string;
  readonly owner: string;
  readonly value: string;
  readonly expiresAtMs: number;
};

/** Links that were given to people. */
export type LinkStore = {
  /** Null where there is none, or no longer. */
  readLink(key: string): Promise<StoredLink | null>;
  /**
   * Keeps a new link, in place of its owner's open ones; links that ended an hour ago are taken away.
   */
  addLink(link: StoredLink, nowMs: number): Promise<void>;
  changeLink(key: string, value: string): Promise<void>;
};
