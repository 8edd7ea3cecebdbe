/**
 * Finds why a follow-up cannot be made before anything is held or bought: the whole plan is checked before its first
 * step, so that no step is paid for in vain.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { plannedRequest } from '#application/run/vendor-request.ts';
import {
  type Feasibility,
  ignoredParameters,
  planned,
  tooLong,
} from '#application/vendors/vendor-obstacle.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import { usesChangedPrompt } from '#domain/capabilities.ts';
import type { Job } from '#domain/job.ts';
import { promptToEdit } from '#domain/prompt/echo.ts';
import { FLAGS } from '#domain/prompt/flags.ts';
import { formatParameter } from '#domain/prompt/format.ts';
import type { Parameter, ParsedPrompt } from '#domain/prompt/prompt.ts';
import { versionOf } from '#domain/prompt/read.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { Vendor } from '#ports/vendor.ts';

/** The vendor's plan for the job, or why it cannot make it; null where no vendor is needed. */
export async function followUpFeasibility(
  context: Pick<AppContext, 'links' | 'vendors'> & { readonly store: JobStore },
  job: Pick<Job, 'parentId' | 'request' | 'vendor' | 'createdAtMs'> & {
    readonly parsed: ParsedPrompt;
    readonly parentParsed: ParsedPrompt;
  },
): Promise<Feasibility | null> {
  const vendor = findVendor(context, job.vendor);
  if (vendor === null || actionRow(job.request.action).fromArchive) return null;
  const request = await plannedRequest(context, job);
  const { action, parent } = request;
  const support = vendor.capabilities.actions[action];
  // Where the vendor knows the parent, only actions that take new text are sent a prompt.
  const version = versionOf(job.parentParsed, vendor.capabilities.version);
  const isSent = parent === null || action === 'zoom-custom' || usesChangedPrompt(support, version);
  const obstacle = isSent ? tooLong(vendor, request) : null;
  return obstacle === null ? planned(vendor, request) : { kind: 'unable', obstacle };
}

/**
 * The refusal of added or changed parameters that the picture's vendor would ignore here; null where there are none.
 */
export function ignoredBy(
  context: Pick<AppContext, 'vendors'>,
  parent: Pick<Job, 'vendor'> & { readonly parsed: ParsedPrompt },
  action: ActionName,
  parsed: ParsedPrompt,
): Rejection | null {
  const vendor = findVendor(context, parent.vendor);
  if (vendor === null) return null;
  const { capabilities, label: vendorLabel } = vendor;
  const before = promptToEdit(parent.parsed).parameters.map(formatParameter);
  const changed = parsed.parameters.filter((each) => !before.includes(formatParameter(each)));
  const parameters = ignoredParameters(
    capabilities.actions[action]?.parameters ?? capabilities.parameters,
    { ...parsed, parameters: changed },
  );
  if (parameters.length === 0) return null;
  const why = { kind: 'parameters-ignored', vendorLabel, parameters } as const;
  return { kind: 'vendor-unable', why, failure: null };
}

/** Whether a parameter affects videos. */
export const isOfVideos = (parameter: Parameter): boolean =>
  parameter.kind === 'known' &&
  (FLAGS[parameter.name].role === 'video' || parameter.name === 'raw');

/** A video's prompt without the parameters that its vendor ignores; they are neither sent nor shown. */
export function usedByVideo(
  vendor: Pick<Vendor, 'capabilities'> | null,
  action: ActionName,
  parsed: ParsedPrompt,
): ParsedPrompt {
  if (vendor === null || actionRow(action).makes !== 'videos') return parsed;
  const { actions, parameters } = vendor.capabilities;
  const heeded = actions[action]?.parameters ?? parameters;
  if (heeded === 'all') return parsed;
  return {
    ...parsed,
    parameters: parsed.parameters.filter(
      (each) => each.kind !== 'known' || !isOfVideos(each) || heeded.includes(each.name),
    ),
  };
}
