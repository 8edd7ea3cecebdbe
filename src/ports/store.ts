/**
 * The whole database; each implementation has all parts. Users name the parts that they need, such as `{ readonly
 * store: JobStore & MemberStore }`; only the composition root holds all of them.
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

/**
 * The database cannot be written at the moment: its disk is full, read-only or failing. The transaction was not saved.
 */
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

/** Health of the database. */
export type StoreHealth = {
  gauges(): Promise<Gauges>;
  /** Whether the database can be written; for readiness. */
  isWritable(): Promise<boolean>;
  close(): Promise<void>;
};

/** The complete store. Each method is one transaction; see the parts for their contracts. */
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
