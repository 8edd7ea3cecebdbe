/**
 * The database as a whole: one implementation for each has all parts. What uses it names the parts that it needs, as
 * `{ readonly store: JobStore & MemberStore }`; only what puts the program together holds all of them.
 */

import type { JobState } from '#domain/job.ts';
import type { AuditStore } from './audit-store.ts';
import type { CreditStore, NoticeStore } from './credit-store.ts';
import type { FactStore } from './fact-store.ts';
import type { JobLists, JobStore } from './job-store.ts';
import type { LinkStore } from './link-store.ts';
import type { GuildStore, MemberStore } from './member-store.ts';
import type { CopyStore, RemarkStore } from './remark-store.ts';
import type { RetentionStore } from './retention-store.ts';
import type { UsageStore } from './usage-store.ts';

/** The database takes no changes now: its disk is full, read-only or failing. Nothing of the transaction is saved. */
export class NotSavedError extends Error {
  override readonly name = 'NotSavedError';

  constructor(cause: unknown) {
    super(`not saved: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Figures for the metrics page; all from partial indexes over unfinished jobs. */
export type Gauges = {
  readonly unfinished: { readonly [state in JobState]?: number };
  readonly reservedCredits: number;
  readonly oldestQueuedAtMs: number | null;
};

/** The database itself. */
export type StoreHealth = {
  gauges(): Promise<Gauges>;
  /** Answers whether the database takes a write; for readiness. */
  isWritable(): Promise<boolean>;
  close(): Promise<void>;
};

/** Everything that is kept. Each method is one transaction; see the parts for what each promises. */
export type Store = JobStore &
  JobLists &
  CreditStore &
  NoticeStore &
  UsageStore &
  GuildStore &
  MemberStore &
  RemarkStore &
  AuditStore &
  CopyStore &
  LinkStore &
  FactStore &
  RetentionStore &
  StoreHealth;
