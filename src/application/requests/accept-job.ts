import { type AppContext, findVendor } from '#application/app-context.ts';
import { type ModerationRules, moderationRules } from '#application/moderation/moderation-rules.ts';
import { promptObstacle } from '#application/moderation/prompt-guard.ts';
import { isSpoilerPlace } from '#application/moderation/spoilers.ts';
import { type JobTerms, jobTerms } from '#application/vendors/job-terms.ts';
import { vendorCost } from '#application/vendors/vendor-cost.ts';
import type { ActionName } from '#domain/action.ts';
import type { RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import type { Translation } from '#domain/member-settings.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { BATCH_MAX, queueOfBatch } from '#domain/queue.ts';
import { type Rejected, type Rejection, rejected } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import type { AcceptOutcome, JobDraft, VendorCost } from '#ports/job-store.ts';
import type { VendorPlan } from '#ports/vendor.ts';
import { jobPrompt } from './job-prompt.ts';

/**
 * How long workers leave a new job alone, so that the person is answered first. A crash before the answer delays the
 * job by at most this time.
 */
const ACKNOWLEDGE_GRACE_MS = 4_000;

/** The outcome of a request for a job. A duplicate delivery gets the job of the first. */
export type RequestOutcome =
  | {
      readonly kind: 'accepted';
      readonly job: Job;
      /** Its place among the member's waiting jobs; absent where it may start. */
      readonly queuePosition?: number;
    }
  | { readonly kind: 'duplicate'; readonly job: Job }
  | Rejected;

/** A job that a use case wants to create; only credits, limits and moderation can still refuse it. */
export type NewJob = {
  readonly origin: JobOrigin;
  /** The job's request with its parsed prompt; the store gets the text. */
  readonly request: Omit<JobRequest, 'prompt'> & { readonly prompt: ParsedPrompt };
  /** The person's setting now: later changes do not affect the job. */
  readonly translation: Translation;
  readonly vendor: string;
  /** The vendor's plan for exactly this request, if known. */
  readonly plan?: VendorPlan;
  /** The action that the vendor is asked and billed for, where it is another one. */
  readonly asks?: ActionName;
  readonly parent: Job | null;
  /** Part of a batch, of which more jobs may wait. */
  readonly isOfBatch?: true;
  /** The member's roles in the server, for role limits. */
  readonly roleIds?: readonly RoleId[];
};

/** Job and reservation in one transaction. A repeated interaction gets its first job again. */
export async function acceptJob(context: AppContext, newJob: NewJob): Promise<RequestOutcome> {
  const rules = await moderationRules(context, newJob.origin.guildId);
  const refused = await obstacleTo(context, rules, newJob);
  if (refused !== null) return rejected(refused);
  const nowMs = context.clock.nowMs();
  const draft = await draftOf(context, rules, newJob, nowMs);
  const held = await context.archive.hold(picturesIn(draft.request));
  const { monthlyCredits } = context.settings;
  const outcome = await context.store
    .acceptJob(draft, monthlyCredits, nowMs)
    .catch(async (error: unknown) => {
      // It may have been saved and the answer lost; unreferenced files are swept later.
      await held.keep();
      throw error;
    });
  if (outcome.kind !== 'accepted') {
    await held.release();
    if (outcome.kind === 'duplicate') context.wake();
    return outcomeOf(context, draft, outcome);
  }
  // After a crash before this line the next start keeps the held files.
  await held.keep();
  if (outcome.noticeDue) context.notifyLowBalance();
  if (context.settings.logPrompts === true) {
    context.log.info({ job: draft.id, prompt: draft.request.prompt }, 'job accepted');
  }
  if (outcome.isLeased === true) context.leased?.keep(outcome.job);
  // The acknowledgement wakes a worker; without one it looks when the grace period is over.
  context.wake(draft.dueAtMs);
  return outcome;
}

/**
 * The refusal that the job would get now, found without the network and before anything is fetched. `acceptJob`
 * decides, and checks again in the transaction.
 */
export async function refusalBefore(context: AppContext, newJob: NewJob): Promise<Rejected | null> {
  const rules = await moderationRules(context, newJob.origin.guildId);
  const refused = await obstacleTo(context, rules, newJob);
  if (refused !== null) return rejected(refused);
  const nowMs = context.clock.nowMs();
  const draft = await draftOf(context, rules, newJob, nowMs);
  const answer = await context.store.checkJob(draft, context.settings.monthlyCredits, nowMs);
  const outcome = answer === null ? null : outcomeOf(context, draft, answer);
  // A repeated delivery gets its first job again, which may have taken the last credits.
  return outcome?.kind === 'rejected' ? outcome : null;
}

/** Refusals that do not depend on credits: the server is not served, or the prompt is not allowed. */
async function obstacleTo(
  context: AppContext,
  rules: ModerationRules,
  { origin, request, parent }: NewJob,
): Promise<Rejection | null> {
  const { guildId, userId } = origin;
  const refused = (await context.admission?.check(guildId, userId)) ?? null;
  return refused ?? promptObstacle(context, rules, { origin, request, parent });
}

function outcomeOf(
  context: Pick<AppContext, 'notifyLowBalance'>,
  draft: JobDraft,
  outcome: Exclude<AcceptOutcome, { readonly kind: 'accepted' }>,
): Exclude<RequestOutcome, { readonly kind: 'accepted' }> {
  switch (outcome.kind) {
    case 'duplicate':
      return outcome;
    case 'queue-full':
      return rejected({ kind: 'queue-full' });
    case 'limited':
      return rejected(outcome.rejection);
    case 'credits-exhausted':
      if (outcome.noticeDue) context.notifyLowBalance();
      return rejected({
        kind: 'credits-exhausted',
        neededCredits: draft.priceCredits,
        availableCredits: outcome.account.available,
        renewsAtMs: outcome.renewsAtMs,
        ...(outcome.relaxedCredits === undefined ? {} : { relaxedCredits: outcome.relaxedCredits }),
      });
    default:
      return outcome satisfies never;
  }
}

/** The archived pictures that the job needs. */
const picturesIn = ({ images = [], mask }: JobRequest): readonly string[] => [
  ...images.map(({ key }) => key),
  ...(mask === undefined ? [] : [mask]),
];

/** The job's speed and price, and those in relax mode where the vendor has one for it. */
function termsOf(
  context: Pick<AppContext, 'vendors' | 'settings'>,
  { vendor, parent, request, asks }: NewJob,
): { readonly terms: JobTerms; readonly relaxed: JobTerms | null } {
  const handle = parent?.result?.handle;
  const termsAt = (speed: Speed): JobTerms =>
    jobTerms(context, vendor, {
      action: request.action,
      parsed: request.prompt,
      speed,
      ...(asks === undefined ? {} : { asks }),
      ...(handle === undefined || parent?.vendor !== vendor ? {} : { handle }),
    });
  const terms = termsAt(request.speed);
  const relaxes = findVendor(context, vendor)?.capabilities.speeds.includes('relax') ?? false;
  const relaxed = relaxes && terms.speed !== 'relax' ? termsAt('relax') : null;
  return { terms, relaxed: relaxed?.speed === 'relax' ? relaxed : null };
}

async function draftOf(
  context: AppContext,
  rules: ModerationRules,
  newJob: NewJob,
  nowMs: number,
): Promise<JobDraft> {
  const { origin, vendor, parent, roleIds = [], translation, plan, isOfBatch = false } = newJob;
  const id = context.random.jobId(nowMs);
  const parentId = parent?.id ?? null;
  const { terms, relaxed } = termsOf(context, newJob);
  // A repeated request has the first one's flags, which may be outdated or another person's.
  const { prompt: parsed, isSpoiler: _, translation: __, ...asked } = newJob.request;
  const request: JobRequest = {
    ...asked,
    prompt: jobPrompt(parsed),
    // Every job passes here, so none is shown or charged as faster than it runs.
    speed: terms.speed,
    ...(translation === 'auto' ? {} : { translation }),
    ...(isSpoilerPlace(rules.here, origin) ? { isSpoiler: true } : {}),
  };
  // At another speed the plan may have another price.
  const known = terms.speed === newJob.request.speed ? plan : undefined;
  const cost = await vendorCost(context, { parentId, request, vendor, parsed }, known);
  return {
    id,
    parentId,
    rootId: parent?.rootId ?? id,
    origin,
    request,
    vendor,
    priceCredits: terms.credits,
    dueAtMs: nowMs + ACKNOWLEDGE_GRACE_MS,
    queue: isOfBatch
      ? queueOfBatch(context.settings.memberQueue, BATCH_MAX)
      : context.settings.memberQueue,
    ...(context.leased === undefined ? {} : { slots: context.leased.slots }),
    roleIds,
    ...(terms.version === null ? {} : { version: terms.version }),
    ...(relaxed === null
      ? {}
      : {
          relaxed: await relaxedOffer(
            context,
            { parentId, request, vendor, parsed },
            relaxed,
            cost,
          ),
        }),
    ...(cost === null ? {} : { vendorCost: cost }),
  };
}

/** The same in relax; a vendor that names a price may have another one for it. */
async function relaxedOffer(
  context: AppContext,
  asked: Parameters<typeof vendorCost>[1],
  { credits: priceCredits }: JobTerms,
  usualCost: VendorCost | null,
): Promise<NonNullable<JobDraft['relaxed']>> {
  const request: JobRequest = { ...asked.request, speed: 'relax' };
  const cost = usualCost && (await vendorCost(context, { ...asked, request }));
  return { request, priceCredits, ...(cost === null ? {} : { vendorCost: cost }) };
}
