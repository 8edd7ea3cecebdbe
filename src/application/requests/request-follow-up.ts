import { type AppContext, findVendor } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { bestFallbackVendor } from '#application/vendors/choose-vendor.ts';
import { jobOfferNow } from '#application/views/job-offer.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { ActionName } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import type { MemberSettings, Visibility } from '#domain/member-settings.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { type Rejected, type Rejection, rejected } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import { acceptJob, type NewJob } from './accept-job.ts';
import { fallbackVendorsOf, supportNow } from './fallback-vendors.ts';
import { followUpFeasibility, ignoredBy, usedByVideo } from './follow-up-obstacle.ts';
import { followUpPrompt } from './job-prompt.ts';
import { archivedPictures, picturesNamed } from './prompt-pictures.ts';
import { removedObstacle } from './removed-files.ts';
import { isRepeatable } from './repeats.ts';

const VENDOR_GONE: Rejection = {
  kind: 'vendor-unable',
  why: { kind: 'vendor-gone' },
  failure: null,
};

/**
 * Handles a press. Its custom id came from outside: the parent must be of this server, finished, and still offer the
 * action. A job of another server is treated like one that does not exist.
 */
export async function requestFollowUp(
  context: AppContext,
  request: {
    readonly origin: JobOrigin;
    readonly parentId: JobId;
    readonly button: Button;
    readonly roleIds?: readonly RoleId[];
    /** The person's settings, if already read. */
    readonly settings?: MemberSettings;
    /** The prompt from the modal; absent: the parent's own. */
    readonly prompt?: ParsedPrompt;
    /** The mask of `vary-region`, by its key in the archive. */
    readonly mask?: string;
    /** The visibility parameter of a rewritten prompt, which is not part of `prompt`. */
    readonly typedVisibility?: Visibility | null;
    readonly onVisibility?: OnVisibility;
  },
): Promise<RequestOutcome> {
  const found = await findFollowUp(context, request);
  if (found.kind === 'rejected') return found;
  const { parent, parsed: own } = found;
  const { action, cell } = request.button;
  if (action === 'vary-region' && request.mask === undefined) {
    return rejected({ kind: 'region-refused', why: 'empty' });
  }
  const { prompt: typed = null } = request;
  const ignored =
    typed === null ? null : ignoredBy(context, { ...parent, parsed: own }, action, typed);
  if (ignored !== null) return rejected(ignored);
  const { userId } = request.origin;
  const settings = request.settings ?? (await context.store.memberSettings(userId));
  const visibility = jobVisibility({
    typed: request.typedVisibility ?? null,
    setting: settings.visibility,
    parent: parent.request.visibility,
  });
  request.onVisibility?.(visibility);
  const varied = variedAs(context, parent, { action, cell }, settings);
  const moved = await bestFallbackVendor(
    context,
    fallbackVendorsOf(
      context,
      parent,
      { action: varied, cell },
      { speed: settings.speed, prompt: typed ?? own },
    ),
  );
  const vendor = moved?.vendor.name ?? parent.vendor;
  const parsed = usedByVideo(
    findVendor(context, vendor),
    action,
    followUpPrompt(typed ?? own, action),
  );
  const images = picturesNamed(await archivedPictures(context, parent), parsed);
  const asked: NewJob['request'] =
    action === 'reroll' && isRepeatable(parent)
      ? { ...parent.request, prompt: own, speed: moved?.move.speed ?? parent.request.speed }
      : {
          action: varied,
          cell,
          prompt: parsed,
          ...(images.length === 0 ? {} : { images }),
          ...(typed === null || action === 'zoom-custom' ? {} : { remixed: true }),
          speed: moved?.move.speed ?? speedAt(context, parent, settings),
          ...(request.mask === undefined ? {} : { mask: request.mask }),
        };
  const parentId = parent.id;
  const createdAtMs = context.clock.nowMs();
  const prompts = { parsed: asked.prompt, parentParsed: own };
  const stored = { ...asked, prompt: formatPrompt(asked.prompt) };
  const job = { parentId, request: stored, vendor, createdAtMs, ...prompts };
  const feasible = await followUpFeasibility(context, job);
  if (feasible?.kind === 'unable') return rejected(feasible.obstacle);
  return acceptJob(context, {
    origin: request.origin,
    request: { ...asked, ...asStealth(visibility) },
    translation: settings.translation,
    vendor,
    ...(feasible === null ? {} : { plan: feasible.plan }),
    ...(moved === null ? {} : { asks: moved.move.action }),
    parent,
    ...(request.roleIds === undefined ? {} : { roleIds: request.roleIds }),
  });
}

/** Finds the job of a press and its prompt, if it is finished, of this server and still offers the action. */
export async function findFollowUp(
  context: AppContext,
  request: {
    readonly origin: Pick<JobOrigin, 'guildId' | 'userId'>;
    readonly parentId: JobId;
    readonly button: Button;
  },
): Promise<
  { readonly kind: 'found'; readonly parent: Job; readonly parsed: ParsedPrompt } | Rejected
> {
  const { action, cell } = request.button;
  const parent = await jobSeenBy(context.store, request.parentId, request.origin);
  if (parent === null) return rejected({ kind: 'job-unknown' });
  if (parent.result === null) return rejected({ kind: 'job-unfinished' });
  const removed = await removedObstacle(context, parent, action);
  if (removed !== null) return rejected(removed);
  const parsed = parsePrompt(parent.request.prompt);
  const offered = (await jobOfferNow(context, parent, parsed)).some(
    (button) => button.action === action && button.cell === cell,
  );
  if (!offered) {
    const isGone = findVendor(context, parent.vendor) === null;
    return rejected(isGone ? VENDOR_GONE : { kind: 'button-stale', jobId: parent.id });
  }
  return { kind: 'found', parent, parsed };
}

/** V1-V4 use the person's variation setting, where the vendor can do that with a picture of a grid. */
function variedAs(
  context: Pick<AppContext, 'vendors' | 'links'>,
  parent: Job,
  { action, cell }: Button,
  { variation }: MemberSettings,
): ActionName {
  if (action !== 'vary' || cell === null || variation === 'strong') return action;
  const support = supportNow(context, parent, { action: 'vary-subtle', cell });
  return support?.ofCells === true ? 'vary-subtle' : action;
}

/** The person's speed where the vendor has it, else the parent's. */
function speedAt(
  context: Pick<AppContext, 'vendors'>,
  parent: Job,
  { speed }: MemberSettings,
): Speed {
  const speeds = findVendor(context, parent.vendor)?.capabilities.speeds ?? [];
  return speed !== null && speeds.includes(speed) ? speed : parent.request.speed;
}
