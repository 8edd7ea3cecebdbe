import { decodeCustomId } from '#discord/components/custom-id.ts';
import type { TargetMessage } from '#discord/gateway/interaction.ts';
import { type JobId, parseJobId } from '#domain/ids.ts';

/** `<words>_<job id>.webp` for results, `<job id>_grid_0.webp` for previews. */
const RESULT_FILE = /_([0-9a-z]{16})\.[a-z0-9]+$/;
const PREVIEW_FILE = /^(?:SPOILER_)?([0-9a-z]{16})_grid_0\./;

/** The job that a message names by its buttons or its file, or null. The id is unchecked. */
export function namedJob({
  customIds,
  fileNames,
}: Pick<TargetMessage, 'customIds' | 'fileNames'>): JobId | null {
  for (const text of customIds) {
    const id = decodeCustomId(text);
    // A report notice is not a message of the job.
    if (id !== null && id.kind !== 'report' && 'jobId' in id) return id.jobId;
  }
  for (const name of fileNames) {
    const text = RESULT_FILE.exec(name)?.[1] ?? PREVIEW_FILE.exec(name)?.[1];
    const id = text === undefined ? null : parseJobId(text);
    if (id !== null) return id;
  }
  return null;
}
