import { quotaInfo } from '#application/accounts/quota-info.ts';
import { type AppContext, findVendor } from '#application/app-context.ts';
import { vendorCost } from '#application/vendors/vendor-cost.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import type { RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import { priceCredits } from '#domain/price.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { versionOf } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import { queueLimitsIn, queuePlace } from '#domain/queue.ts';
import type { Rejection } from '#domain/rejection.ts';
import { speedOfJob } from '#domain/speed-of-job.ts';
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
  const draft = draftOf(context, wish, nowMs);
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
  const { priceCredits: full, relaxed } = draftOf(context, wish, context.clock.nowMs());
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

function draftOf(context: AppContext, wish: JobWish, nowMs: number): JobDraft {
  const { origin, vendor, parent, roleIds = [] } = wish;
  const request = atItsSpeed(wish.request);
  const asks = wish.asks ?? request.action;
  const id = context.random.jobId(nowMs);
  const version = versionAsked(request);
  const priceAt = (speed: JobRequest['speed']) =>
    priceCredits({ action: request.action, speed, version, vendor }, context.settings.prices);
  const relaxes = findVendor(context, vendor)?.capabilities.speeds.includes('relax') ?? false;
  const cost = vendorCost(context, { action: asks, speed: request.speed }, vendor);
  return {
    id,
    parentId: parent?.id ?? null,
    rootId: parent?.rootId ?? id,
    origin,
    request,
    vendor,
    priceCredits: priceAt(request.speed),
    dueAtMs: nowMs + ACKNOWLEDGE_GRACE_MS,
    queue: context.settings.memberQueue,
    roleIds,
    ...(version === null ? {} : { version }),
    ...(relaxes && request.speed !== 'relax'
      ? { relaxed: { request: { ...request, speed: 'relax' }, priceCredits: priceAt('relax') } }
      : {}),
    ...(cost === null ? {} : { vendorCost: cost }),
  };
}

/** Every job comes through here, so that none is shown or charged as faster than it runs. */
function atItsSpeed(request: JobRequest): JobRequest {
  const { action, prompt, speed } = request;
  return { ...request, speed: speedOfJob(action, parsePrompt(prompt), speed) };
}

/** The version that rules and prices judge; none for what the archive serves. */
export function versionAsked({
  action,
  prompt,
}: {
  readonly action: ActionName;
  readonly prompt: string;
}): Version | null {
  return actionRow(action).fromArchive ? null : versionOf(parsePrompt(prompt));
}
