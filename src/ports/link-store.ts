/** A link by the hash of its token; its content is opaque, and empty once used. */
export type StoredLink = {
  readonly key: string;
  readonly owner: string;
  readonly value: string;
  readonly expiresAtMs: number;
};

/** One-time links given to people. */
export type LinkStore = {
  /** Null if there is none, or it has expired. */
  readLink(key: string): Promise<StoredLink | null>;
  /** Saves a new link, replacing its owner's open ones; links that expired an hour ago are deleted. */
  addLink(link: StoredLink, nowMs: number): Promise<void>;
  changeLink(key: string, value: string): Promise<void>;
};
