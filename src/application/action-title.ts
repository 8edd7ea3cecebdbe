import { actionRow } from '#domain/action.ts';
import type { JobRequest } from '#domain/job.ts';

/** What a job did, in the words of its button: `V3`, `Zoom Out 2x`, `Pan Left`, `Imagine`. */
export function actionTitle({ action, cell }: Pick<JobRequest, 'action' | 'cell'>): string {
  const { label, perCell, resultVerb } = actionRow(action);
  if (label !== null) return perCell ? `${label}${cell ?? 1}` : label;
  return resultVerb ?? `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}
