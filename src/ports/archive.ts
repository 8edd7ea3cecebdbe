/** Where pictures stay after the vendor's and Discord's links have expired. */
export type Archive = {
  /**
   * Keeps the bytes and names them by content: the same bytes always get the same key and take
   * space once. They are on disk when this resolves.
   */
  put(bytes: Uint8Array, mediaType: string): Promise<ArchiveEntry>;
  /** Null for what was never put, or was damaged or removed since. */
  get(key: string): Promise<Uint8Array | null>;
};

/** What was put; `key` is the SHA-256 of the bytes in hex. */
export type ArchiveEntry = {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
};
