import type { Work } from './statement.ts';

/** What a database does with work. The work is made again for every attempt. */
export type Engine = {
  /** Answers from what is committed; the work only reads. */
  read<Answer>(work: () => Work<Answer>): Promise<Answer>;
  /** One transaction: all of the work or none; resolves when it is on disk. */
  write<Answer>(work: () => Work<Answer>): Promise<Answer>;
  /** Names this process in leases; null: it alone has the data, so that what it knows stays true. */
  readonly worker: string | null;
  /** Tells the workers of all processes that something may be due at that time; called after the commit. */
  announce(atMs: number): void;
  close(): Promise<void>;
};
