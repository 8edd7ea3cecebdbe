import { quotaInfo } from '#application/accounts/quota-info.ts';
import { type AppContext, findVendor } from '#application/app-context.ts';
import { type JobTerms, jobTerms } from '#application/vendors/job-terms.ts';
import { vendorCost } from '#application/vendors/vendor-cost.ts';
import type { ActionName } from '#domain/action.ts';
import type { RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { queueLimitsIn, queuePlace } from '#domain/queue.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import type { JobDraft } from '#ports/store.ts';

/**
 * How long a worker leaves a new job alone, so that the answer to the person comes first. It is
 * also what a crash before the answer costs: the job starts that much later, and is not lost.
 */
const ACKNOWLEDGE_GRACE_MS = 4_000;

/** What became of a request for a job. A duplicate delivery gets the first one's job. */
export type RequestOutcome =
  | {
      readonly kind: 'accepted';
      readonly job: Job;
      /** Its place among the member's waiting jobs; absent where it may start. */
      readonly queuePosition?: number;
    }
  | { readonly kind: 'duplicate'; readonly job: Job }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** What a use case asks for, once nothing but credits and limits can stand in its way. */
export type JobWish = {
  readonly origin: JobOrigin;
  readonly request: JobRequest;
  readonly vendor: string;
  /** What that vendor is asked for and billed by, where it is not the action itself. */
  readonly asks?: ActionName;
  readonly parent: Job | null;
  /** The member's roles in the server, for limits that are theirs. */
  readonly roleIds?: readonly RoleId[];
};

/** Job and reservation in one transaction. A repeated interaction gets its first job again. */
export async function acceptJob(context: AppContext, wish: JobWish): Promise<RequestOutcome> {
  const { guildId, userId } = wish.origin;
  const refused = (await context.admission?.check(guildId, userId)) ?? null;
  if (refused !== null) return { kind: 'rejected', rejection: refused };
  const nowMs = context.clock.nowMs();
  const draft = await draftOf(context, await withTranslation(context, wish), nowMs);
  const outcome = await context.store.acceptJob(draft, context.settings.monthlyCredits, nowMs);
  switch (outcome.kind) {
    case 'accepted':
      if (outcome.noticeDue) context.tellLowBalance();
      if (context.settings.logPrompts === true) {
        context.log.info({ job: draft.id, prompt: draft.request.prompt }, 'job accepted');
      }
      context.wake();
      return outcome;
    case 'duplicate':
      context.wake();
      return outcome;
    case 'queue-full':
      return { kind: 'rejected', rejection: { kind: 'queue-full' } };
    case 'limited':
      return { kind: 'rejected', rejection: outcome.rejection };
    case 'credits-exhausted':
      if (outcome.noticeDue) context.tellLowBalance();
      return {
        kind: 'rejected',
        rejection: {
          kind: 'credits-exhausted',
          neededCredits: draft.priceCredits,
          availableCredits: outcome.account.available,
          renewsAtMs: outcome.renewsAtMs,
        },
      };
    default:
      return outcome satisfies never;
  }
}

/**
 * What would refuse the job now, found without the network and before anything is fetched for it. The last word is
 * `acceptJob`'s, which looks again in the transaction.
 */
export async function refusalBefore(
  context: AppContext,
  wish: JobWish,
): Promise<Extract<RequestOutcome, { readonly kind: 'rejected' }> | null> {
  const { priceCredits: full, relaxed } = await draftOf(context, wish, context.clock.nowMs());
  return refusalOf(context, wish.origin, Math.min(full, relaxed?.priceCredits ?? full));
}

/** The same for whatever costs so many credits. */
export async function refusalOf(
  context: AppContext,
  { interactionId, guildId, userId }: Pick<JobOrigin, 'interactionId' | 'guildId' | 'userId'>,
  neededCredits: number,
): Promise<Extract<RequestOutcome, { readonly kind: 'rejected' }> | null> {
  // A repeated delivery gets its first job again, which may have taken the last credits.
  if ((await context.store.findJobByInteraction(interactionId)) !== null) return null;
  const { account, settings, renewsAtMs } = await quotaInfo(context, guildId);
  const unfinished = await context.store.unfinishedJobs(guildId, userId);
  if (
    queuePlace(unfinished.length, queueLimitsIn(settings.limits, context.settings.memberQueue))
      .kind === 'full'
  ) {
    return { kind: 'rejected', rejection: { kind: 'queue-full' } };
  }
  const availableCredits = account.available;
  if (availableCredits >= neededCredits) return null;
  const missing = { neededCredits, availableCredits, renewsAtMs };
  return { kind: 'rejected', rejection: { kind: 'credits-exhausted', ...missing } };
}

/** The setting as it is now: a later change of it does not reach the job. */
async function withTranslation({ store }: AppContext, wish: JobWish): Promise<JobWish> {
  const { translation } = await store.memberSettings(wish.origin.userId);
  return translation === 'auto' ? wish : { ...wish, request: { ...wish.request, translation } };
}

async function draftOf(context: AppContext, wish: JobWish, nowMs: number): Promise<JobDraft> {
  const { origin, vendor, parent, roleIds = [] } = wish;
  const id = context.random.jobId(nowMs);
  const { action, prompt } = wish.request;
  const parsed = parsePrompt(prompt);
  const handle = parent?.result?.handle;
  const termsAt = (speed: Speed): JobTerms =>
    jobTerms(context, vendor, {
      action,
      parsed,
      speed,
      ...(wish.asks === undefined ? {} : { asks: wish.asks }),
      ...(handle === undefined || parent?.vendor !== vendor ? {} : { handle }),
    });
  // Every job comes through here, so that none is shown or charged as faster than it runs.
  const { speed, version, credits } = termsAt(wish.request.speed);
  const request: JobRequest = { ...wish.request, speed };
  const relaxed = termsAt('relax');
  const relaxes = findVendor(context, vendor)?.capabilities.speeds.includes('relax') ?? false;
  const cost = await vendorCost(context, { parentId: parent?.id ?? null, request, vendor });
  return {
    id,
    parentId: parent?.id ?? null,
    rootId: parent?.rootId ?? id,
    origin,
    request,
    vendor,
    priceCredits: credits,
    dueAtMs: nowMs + ACKNOWLEDGE_GRACE_MS,
    queue: context.settings.memberQueue,
    roleIds,
    ...(version === null ? {} : { version }),
    ...(relaxes && relaxed.speed === 'relax' && speed !== 'relax'
      ? { relaxed: { request: { ...request, speed: 'relax' }, priceCredits: relaxed.credits } }
      : {}),
    ...(cost === null ? {} : { vendorCost: cost }),
  };
}
