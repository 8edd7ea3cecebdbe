/** What the chapters of the store's contract share: drafts, and ways to bring a job somewhere. */

import { expect, onTestFinished } from 'vitest';
import {
  channelId,
  guildId,
  type JobId,
  messageId,
  mintJobId,
  parseJobId,
  userId,
} from '#domain/ids.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { PicturesResult } from '#domain/result.ts';
import type { CreditStore } from '#ports/credit-store.ts';
import type { JobDraft } from '#ports/job-store.ts';
import type { Store } from '#ports/store.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const GUILD = guildId('130000000000000001');
export const USER = userId('150000000000000001');
export const MONTHLY = 100;
export const PRICE = 8;
export const LEASE_MS = 60_000;

/** Opens a new, empty store. */
export type OpenStore = () => Store | Promise<Store>;

export type DraftFields = Partial<Omit<JobDraft, 'origin' | 'request'>> & {
  readonly origin?: Partial<JobOrigin>;
  readonly request?: Partial<JobRequest>;
};

export type World = {
  readonly store: Store;
  draft(fields?: DraftFields): JobDraft;
  /** A job that is queued and due. */
  accept(fields?: DraftFields): Promise<Job>;
  claim(claim?: {
    readonly nowMs?: number;
    readonly limit?: number;
    readonly slots?: { readonly [vendor: string]: number };
  }): Promise<readonly Job[]>;
  /** Saves the events one after the other, letting go of the job; each must be taken. */
  save(job: Job, ...events: readonly JobEvent[]): Promise<Job>;
  account(): ReturnType<Store['account']>;
};

export const A_RESULT: PicturesResult = {
  kind: 'grid',
  cells: [
    { cell: 1, picture: aPicture('a') },
    { cell: 2, picture: aPicture('b') },
    { cell: 4, picture: aPicture('d') },
  ],
  composite: aPicture('e'),
  handle: { parent: ['h1', null, 7] },
  seed: 7,
};

function aPicture(letter: string) {
  return { key: letter.repeat(64), mediaType: 'image/png', width: 1024, height: 896, bytes: 1000 };
}

const FAILURE = { kind: 'generation-failed', detail: 'the vendor gave up' } as const;

/** Events by the state they lead to from the one before. */
export const SUBMIT_BEGAN = { kind: 'submit-began' } as const satisfies JobEvent;
export const SUBMIT_ACCEPTED = {
  kind: 'submit-accepted',
  acceptedAtMs: NOW + 1,
  checkAtMs: NOW + 5_000,
  deadlineAtMs: NOW + 600_000,
} as const satisfies JobEvent;
export const ARCHIVED: JobEvent = { kind: 'result-archived', result: A_RESULT };
export const DELIVERED: JobEvent = {
  kind: 'result-delivered',
  channelId: channelId('140000000000000001'),
  messageId: messageId('160000000000000001'),
};
export const FAILED: JobEvent = { kind: 'job-failed', failure: FAILURE };
export const CANCELLED: JobEvent = { kind: 'job-cancelled' };

/** The events that lead to a state, from `queued` on. */
export const WAYS = {
  queued: [],
  submitting: [SUBMIT_BEGAN],
  running: [SUBMIT_BEGAN, SUBMIT_ACCEPTED],
  delivering: [SUBMIT_BEGAN, SUBMIT_ACCEPTED, ARCHIVED],
  done: [SUBMIT_BEGAN, SUBMIT_ACCEPTED, ARCHIVED, DELIVERED],
  failed: [FAILED],
  cancelled: [CANCELLED],
} as const satisfies Record<Job['state'], readonly JobEvent[]>;

/** The n-th draft of a test; its id and interaction are its own. */
export function draftOf(number: number, { origin, request, ...rest }: DraftFields): JobDraft {
  const id = idOf(number);
  return {
    id,
    parentId: null,
    rootId: rest.parentId ?? id,
    origin: {
      interactionId: `11000000000000${String(number).padStart(4, '0')}`,
      interactionToken: 'token',
      interactionAtMs: NOW,
      applicationId: '120000000000000001',
      guildId: GUILD,
      channelId: channelId('140000000000000001'),
      userId: USER,
      userName: 'ada',
      locale: 'en-US',
      serverLocale: null,
      sourceMessageId: messageId('170000000000000001'),
      attachmentBytesMax: 10_485_760,
      ...origin,
    },
    request: { action: 'imagine', cell: null, prompt: 'a lighthouse', speed: 'fast', ...request },
    vendor: 'studio',
    priceCredits: PRICE,
    dueAtMs: NOW,
    ...rest,
  };
}

/** A store of its own for one test, closed when the test ends. */
export async function createWorld(open: OpenStore): Promise<World> {
  const store = await open();
  onTestFinished(() => store.close());
  let made = 0;

  const draft = (fields: DraftFields = {}): JobDraft => {
    made += 1;
    return draftOf(made, fields);
  };

  return {
    store,
    draft,
    accept: async (fields) => {
      const outcome = await store.acceptJob(draft(fields), MONTHLY, NOW);
      if (outcome.kind !== 'accepted') throw new Error(`the job was not accepted: ${outcome.kind}`);
      return outcome.job;
    },
    claim: ({ nowMs = NOW, limit = 100, slots = { studio: 100 } } = {}) =>
      store.claimDue({ nowMs, leaseMs: LEASE_MS, limit, slots: { perVendor: slots } }),
    save: async (job, ...events) => {
      let moved = job;
      for (const event of events) {
        const outcome = await store.saveEvent(moved, event, NOW);
        expect(outcome.kind).toBe('saved');
        if (outcome.kind === 'saved') moved = outcome.job;
      }
      return moved;
    },
    account: () => store.account(GUILD, MONTHLY, NOW),
  };
}

/** The n-th id of a test; they sort in the order of their numbers. */
export function idOf(number: number): JobId {
  return mintJobId(NOW + number, new Uint8Array(7));
}

/** An id that no test mints. */
export function unknownId(): JobId {
  const id = parseJobId('zzzzzzzzzzzzzzzz');
  if (id === null) throw new Error('the id has the right spelling');
  return id;
}

/** The newest entries of a server, without their numbers. */
export async function entriesOf(
  store: CreditStore,
  guild: Job['origin']['guildId'],
  limit: number,
) {
  const newest = await store.entriesBefore(guild, null, limit, 'all');
  return newest.map(({ number: _, ...entry }) => entry);
}
