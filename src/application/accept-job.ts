import { renewsAtMs } from '#domain/credits.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import { priceCredits } from '#domain/price.ts';
import type { RequestOutcome } from './application.ts';
import type { Inside } from './inside.ts';

/**
 * How long a worker leaves a new job alone, so that the answer to the person comes first. It is
 * also what a crash before the answer costs: the job starts that much later, and is not lost.
 */
const ACKNOWLEDGE_GRACE_MS = 4_000;

/** Job and reservation in one transaction. A repeated interaction gets its first job again. */
export async function acceptJob(
  inside: Inside,
  draft: {
    readonly origin: JobOrigin;
    readonly request: JobRequest;
    readonly vendor: string;
    readonly parent: Job | null;
  },
): Promise<RequestOutcome> {
  const nowMs = inside.clock.nowMs();
  const id = inside.random.jobId(nowMs);
  const outcome = await inside.store.acceptJob(
    {
      id,
      parentId: draft.parent?.id ?? null,
      rootId: draft.parent?.rootId ?? id,
      origin: draft.origin,
      request: draft.request,
      vendor: draft.vendor,
      priceCredits: priceCredits(draft.request.action, draft.request.speed),
      dueAtMs: nowMs + ACKNOWLEDGE_GRACE_MS,
      queue: inside.settings.memberQueue,
    },
    inside.settings.monthlyCredits,
    nowMs,
  );
  if (outcome.kind === 'queue-full') {
    return { kind: 'rejected', rejection: { kind: 'queue-full' } };
  }
  if (outcome.kind !== 'credits-exhausted') {
    inside.wake();
    return outcome;
  }
  return {
    kind: 'rejected',
    rejection: {
      kind: 'credits-exhausted',
      neededCredits: priceCredits(draft.request.action, draft.request.speed),
      availableCredits: outcome.account.available,
      renewsAtMs: renewsAtMs(nowMs),
    },
  };
}
