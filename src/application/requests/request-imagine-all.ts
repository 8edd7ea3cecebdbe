import type { AppContext } from '#application/app-context.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { RequestOutcome } from './accept-job.ts';
import { requestImagine } from './request-imagine.ts';
import { jobWithTexts } from './texts-of.ts';

/** `Imagine all`: a job for each text, in order; the first refusal ends it. */
export async function requestImagineAll(
  context: AppContext,
  {
    origin,
    jobId,
    roleIds = [],
  }: {
    readonly origin: JobOrigin;
    readonly jobId: JobId;
    readonly roleIds?: readonly RoleId[];
  },
): Promise<readonly RequestOutcome[]> {
  const found = await jobWithTexts(context, origin, jobId);
  if (found === null) return [{ kind: 'rejected', rejection: { kind: 'button-stale' } }];
  const outcomes: RequestOutcome[] = [];
  for (const [place, prompt] of found.result.texts.entries()) {
    const interactionId = interactionPart(origin.interactionId, place);
    const from = { jobId, number: place + 1 };
    const outcome = await requestImagine(context, {
      origin: { ...origin, interactionId },
      prompt,
      from,
      roleIds,
    });
    outcomes.push(outcome);
    if (outcome.kind === 'rejected') break;
  }
  return outcomes;
}
