/** The archive cannot store files at the moment: its disk is full or read-only, or its bucket does not respond. */
export class ArchiveUnavailableError extends Error {
  override readonly name = 'ArchiveUnavailableError';

  constructor(cause: unknown) {
    super(`the archive took no file: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Stores pictures beyond the expiry of vendors' and Discord's links. */
export type Archive = {
  /**
   * Stores the bytes, addressed by content: the same bytes always get the same key and take space once. They are
   * durable when this resolves.
   * @throws {ArchiveUnavailableError}
   */
  put(bytes: Uint8Array, mediaType: string): Promise<ArchiveEntry>;
  /**
   * Stages the bytes with the key that `put` would give them, for pictures that no job refers to yet. They are not part
   * of the archive, and the oldest are dropped if there are too many; a no-op if the archive has them.
   * @throws {ArchiveUnavailableError}
   */
  stage(bytes: Uint8Array, mediaType: string): Promise<ArchiveEntry>;
  /**
   * Holds the staged ones of these while a job that refers to them is being saved, so that a crash loses none. Keys
   * that are not staged are ignored.
   */
  hold(keys: readonly string[]): Promise<PictureHold>;
  /** Whether the picture is in the archive or staged for it. */
  has(key: string): Promise<boolean>;
  /** Null if it was never stored, or was damaged or removed. */
  get(key: string): Promise<Uint8Array | null>;
  /**
   * The file of a stored picture, for streaming; null if it was never stored, or was damaged or removed. A file's hash
   * is verified on first use, and again if the file was modified.
   */
  find(key: string): Promise<ArchivedFile | null>;
};

/** Staged pictures while a job is being saved; exactly one of the two methods is called. */
export type PictureHold = {
  /** The job was saved: they are part of the archive when this resolves. */
  keep(): Promise<void>;
  /** The job was not saved. */
  release(): Promise<void>;
};

/** A file that is streamed with backpressure. */
export type ArchivedFile = {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** The bytes from `first` to `last`, inclusive; ending the iteration early closes the file. */
  read(range: { readonly first: number; readonly last: number }): AsyncIterable<Uint8Array>;
};

/** A stored file; `key` is the SHA-256 of the bytes in hex. */
export type ArchiveEntry = {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
};

/** Keeps the archive within its size limit. */
export type ArchiveUpkeep = {
  /**
   * Removes a file and returns the bytes freed: 0 if there is none, or if the same bytes were stored again moments ago
   * and are about to be used.
   */
  remove(key: string): Promise<number>;
  /** Every file with its modification time, unordered. */
  files(): AsyncIterable<{ readonly key: string; readonly bytes: number; readonly atMs: number }>;
  /** Counts all files; after that `bytes` is known. */
  count(): Promise<number>;
  /** Bytes of all files; null until they are counted. */
  bytes(): number | null;
  /**
   * Limits the archive: above `bytesMax`, `makeRoom` is called before a file is stored. It returns whether it removed
   * anything; the file is stored in any case.
   */
  limitTo(bytesMax: number, makeRoom: () => Promise<boolean>): void;
};
