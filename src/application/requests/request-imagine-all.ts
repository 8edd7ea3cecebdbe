import type { AppContext } from '#application/app-context.ts';
import { CELLS } from '#domain/geometry.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { RequestOutcome } from './accept-job.ts';
import { imagineWritten } from './imagine-written.ts';
import { jobWithSuggestions } from './suggestions-of.ts';
import { promptWriter } from './written-prompt.ts';

/**
 * `Imagine all`: a job for each text, in order; the first refusal ends it. The origin's interaction is what the person
 * answered, so that answering twice meets the same jobs.
 */
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
  const found = await jobWithSuggestions(context, origin, jobId);
  if (found === null) return [{ kind: 'rejected', rejection: { kind: 'button-stale' } }];
  const write = await promptWriter(context, origin.userId);
  const outcomes: RequestOutcome[] = [];
  for (const [place, prompt] of found.result.suggestions.entries()) {
    const read = write(prompt);
    const outcome =
      read.kind === 'rejected'
        ? read
        : await imagineWritten(context, {
            // The plain id is the question's own message, which belongs to none of the jobs.
            origin: { ...origin, interactionId: interactionPart(origin.interactionId, place + 1) },
            written: read.written,
            parent: found.job,
            cell: CELLS.find((cell) => cell === place + 1) ?? null,
            roleIds,
          });
    outcomes.push(outcome);
    if (outcome.kind === 'rejected') break;
  }
  return outcomes;
}
