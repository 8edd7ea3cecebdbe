import { translatorOf } from '#discord/screens/job-text.ts';
import { actionRow } from '#domain/action.ts';
import type { Button, Pressed } from '#domain/button.ts';
import type { Job } from '#domain/job.ts';
import { buttonRows } from './button-layout.ts';
import type { Rows } from './rows.ts';
import { suggestionRows } from './suggestion-rows.ts';

/** The rows under a finished job of any kind. */
export function resultRows(shown: {
  readonly job: Pick<Job, 'id' | 'origin' | 'request' | 'result'>;
  readonly buttons: readonly Button[];
  readonly pressed: readonly Pressed[];
  readonly isFavourite?: boolean;
  readonly pageUrl?: string | null;
}): Rows {
  const { job, ...drawn } = shown;
  const translator = translatorOf(job);
  if (job.result?.kind === 'suggestions')
    return suggestionRows({ ...drawn, translator, job, result: job.result });
  const surface = actionRow(job.request.action).makes;
  return buttonRows({ ...drawn, translator, jobId: job.id, surface });
}
