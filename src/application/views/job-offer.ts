import { type AppContext, findVendor } from '#application/app-context.ts';
import { fallbackVendorsOf } from '#application/requests/fallback-vendors.ts';
import { isRepeatable } from '#application/requests/repeats.ts';
import { ACTION_NAMES, actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { Job } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import { offer } from '#domain/offer.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { aspectRatioOf, hasParameter, versionOf } from '#domain/prompt/read.ts';
import { cellsOf } from '#domain/result.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { Vendor } from '#ports/vendor.ts';

/** What the caller already knows about a finished job. */
type OfferFacts = {
  /** Its parsed prompt, if known. */
  readonly parsed?: ParsedPrompt;
  /** The handle of the prepared picture; null if there is none, or it was not looked up. */
  readonly prepared?: Json;
};

/** The buttons of a finished job: none while it has no result. */
export function jobOffer(
  context: Pick<AppContext, 'vendors' | 'links'>,
  job: Job,
  { parsed = parsePrompt(job.request.prompt), prepared = null }: OfferFacts = {},
): readonly Button[] {
  if (job.result === null || job.forgotten === true) return [];
  const vendor = findVendor(context, job.vendor);
  const isAgain = isRepeatable(job);
  const allowed = vendor?.allowedActions(job.result.handle, prepared) ?? null;
  const namesVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  return offer({
    surface: actionRow(job.request.action).makes,
    actions: vendor === null ? actionsElsewhere(context, job) : actionsAt(vendor, job),
    version: namesVersion ? versionOf(parsed) : (vendor?.capabilities.version ?? null),
    ratio: aspectRatioOf(parsed),
    cells: cellsOf(job.result),
    allowedByParent: allowed === null || !isAgain ? allowed : [...allowed, 'reroll'],
  });
}

/** The buttons of a finished job, also by the actions that its prepared picture allows. */
export async function jobOfferNow(
  context: Pick<AppContext, 'vendors' | 'links'> & { readonly store: JobStore },
  job: Job,
  parsed?: ParsedPrompt,
): Promise<readonly Button[]> {
  const prepared = await preparedPicture(context, job);
  return jobOffer(context, job, { prepared, ...(parsed === undefined ? {} : { parsed }) });
}

/**
 * The handle that the first follow-up of an upscaled picture has paid for; null before it, and where it does not
 * matter.
 */
async function preparedPicture(
  context: Pick<AppContext, 'vendors'> & { readonly store: JobStore },
  { id, vendor, request, result }: Job,
): Promise<Json> {
  if (result === null || actionRow(request.action).makes !== 'solo') return null;
  if (findVendor(context, vendor)?.listsPrepared !== true) return null;
  return context.store.reusableStep(
    { parentId: id, vendor, request: { ...request, cell: null } },
    0,
  );
}

/** The vendor's actions; a repeatable job has only its repetition. */
function actionsAt({ capabilities }: Vendor, job: Job): Capabilities['actions'] {
  const { actions } = capabilities;
  if (!isRepeatable(job)) return actions;
  const support = actions[job.request.action];
  return support === undefined ? {} : { reroll: support };
}

/** The actions of other vendors on a picture whose vendor is no longer configured. */
function actionsElsewhere(
  context: Pick<AppContext, 'vendors' | 'links'>,
  job: Job,
): Capabilities['actions'] {
  const cell = job.result === null ? null : (cellsOf(job.result)[0] ?? null);
  const able = ACTION_NAMES.filter(
    (action) => fallbackVendorsOf(context, job, { action, cell }).length > 0,
  );
  return Object.fromEntries(able.map((action) => [action, {}]));
}
