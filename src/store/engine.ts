import type { Work } from './statement.ts';

/**
 * Allows a work to share its transaction with works of the same line and other keys. It must read and write only rows of
 * its key, and lock those first.
 */
export type Sharing = { readonly line: string; readonly key: string };

/** Runs work on a database. The work is created again for every attempt. */
export type Engine = {
  /** Runs work that only reads committed data. */
  read<Answer>(work: () => Work<Answer>): Promise<Answer>;
  /** Runs work in one transaction, alone or shared; resolves when it is durable. */
  write<Answer>(work: () => Work<Answer>, sharing?: Sharing): Promise<Answer>;
  /** This process's name in leases; null: it is the only process, so that its caches stay valid. */
  readonly worker: string | null;
  /** Tells all workers that something may be due at that time; called after the commit. */
  announce(atMs: number): void;
  close(): Promise<void>;
};
