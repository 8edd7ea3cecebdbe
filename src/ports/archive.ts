/** The archive takes no file now: its disk is full or read-only, or its bucket does not answer. It may later. */
export class NotKeptError extends Error {
  override readonly name = 'NotKeptError';

  constructor(cause: unknown) {
    super(`the archive took no file: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Where pictures stay after the vendor's and Discord's links have expired. */
export type Archive = {
  /**
   * Keeps the bytes and names them by content: the same bytes always get the same key and take
   * space once. They are on disk when this resolves.
   *
   * @throws {NotKeptError}
   */
  put(bytes: Uint8Array, mediaType: string): Promise<ArchiveEntry>;
  /**
   * Puts the bytes aside, named as `put` would name them: for pictures that no job points at yet. They are not part of
   * the archive, and the oldest are dropped where there are too many; nothing happens where the archive has them.
   *
   * @throws {NotKeptError}
   */
  stage(bytes: Uint8Array, mediaType: string): Promise<ArchiveEntry>;
  /**
   * Holds what is staged of these while a job that points at them is being saved, so that a crash in between loses none.
   * Keys that are not staged are passed over.
   */
  hold(keys: readonly string[]): Promise<HeldPictures>;
  /** Whether the picture is in the archive or staged for it. */
  has(key: string): Promise<boolean>;
  /** Null for what was never put, or was damaged or removed since. */
  get(key: string): Promise<Uint8Array | null>;
  /**
   * The file of a kept picture, to be read piece by piece; null for what was never put, or was damaged or removed
   * since. A file is compared with its name when it is first asked for, and again when it was written to.
   */
  find(key: string): Promise<ArchivedFile | null>;
};

/** Staged pictures while a job is being saved; exactly one of the two is called. */
export type HeldPictures = {
  /** The job was saved: they are part of the archive when this resolves. */
  keep(): Promise<void>;
  /** It was not. */
  release(): Promise<void>;
};

/** A file that is read as fast as its reader takes it. */
export type ArchivedFile = {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** The bytes from `first` to `last`, both included; ending the iteration early closes the file. */
  read(range: { readonly first: number; readonly last: number }): AsyncIterable<Uint8Array>;
};

/** What was put; `key` is the SHA-256 of the bytes in hex. */
export type ArchiveEntry = {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
};

/** What keeps the archive within bounds. */
export type ArchiveUpkeep = {
  /**
   * Removes a file and says how many bytes that freed: 0 where there is none, or where the same bytes were given again
   * moments ago, since somebody is about to need them.
   */
  remove(key: string): Promise<number>;
  /** Every file, in no order, with when it was written. */
  files(): AsyncIterable<{ readonly key: string; readonly bytes: number; readonly atMs: number }>;
  /** Counts all files; from then on `bytes` is known. */
  count(): Promise<number>;
  /** Bytes of all files; null before they were counted. */
  bytes(): number | null;
  /**
   * From now on room is made before a file is put where there are more than `bytesMax`. `makeRoom` tells whether it
   * removed anything; where it did not, the file is kept all the same.
   */
  limitTo(bytesMax: number, makeRoom: () => Promise<boolean>): void;
};
