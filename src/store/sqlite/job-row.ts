import { actionRow } from '#domain/action.ts';
import type { Cell } from '#domain/geometry.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { CellPicture, JobResult, Picture } from '#domain/result.ts';
import type { jobs, pictures } from './schema-jobs.ts';

/** A job as its table holds it; its pictures are in a table of their own. */
export type JobRow = Omit<typeof jobs.$inferSelect, 'claimableAtMs' | 'waitsForSlot' | 'holdsSlot'>;

export type PictureRow = typeof pictures.$inferSelect;

/** What the store alone knows of a job: who holds it, and whether it was woken meanwhile. */
export type Holding = Pick<JobRow, 'leaseUntilMs' | 'woken'>;

/** The composite's place among the cells. */
const COMPOSITE = 0;

/** The row of a job; the inverse of `jobFromRow`. */
export function jobToRow(job: Job, holding: Holding): JobRow {
  const { origin, request, result, failure, postAttempted, ...same } = job;
  return {
    ...same,
    ...origin,
    ...request,
    ...holding,
    fromArchive: actionRow(request.action).fromArchive ? 1 : 0,
    postAttempted: postAttempted ? 1 : 0,
    resultKind: result?.kind ?? null,
    resultHandle: result === null ? null : JSON.stringify(result.handle),
    resultSeed: result?.seed ?? null,
    failureKind: failure?.kind ?? null,
    failureDetail: failure?.detail ?? null,
    failureRetryAfterMs: failure?.retryAfterMs ?? null,
  };
}

/** The job of a row, with the pictures that belong to it. */
export function jobFromRow(row: JobRow, pictureRows: readonly PictureRow[]): Job {
  return {
    id: row.id,
    revision: row.revision,
    parentId: row.parentId,
    rootId: row.rootId,
    origin: {
      interactionId: row.interactionId,
      interactionToken: row.interactionToken,
      interactionAtMs: row.interactionAtMs,
      applicationId: row.applicationId,
      guildId: row.guildId,
      channelId: row.channelId,
      userId: row.userId,
      userName: row.userName,
      locale: row.locale,
      sourceMessageId: row.sourceMessageId,
      attachmentBytesMax: row.attachmentBytesMax,
    },
    request: { action: row.action, cell: row.cell, prompt: row.prompt, speed: row.speed },
    vendor: row.vendor,
    priceCredits: row.priceCredits,
    state: row.state,
    stepIndex: row.stepIndex,
    attempts: row.attempts,
    progressPercent: row.progressPercent,
    dueAtMs: row.dueAtMs,
    deadlineAtMs: row.deadlineAtMs,
    progressMessageId: row.progressMessageId,
    postAttempted: row.postAttempted === 1,
    finalChannelId: row.finalChannelId,
    finalMessageId: row.finalMessageId,
    result: resultFromRow(row, pictureRows),
    failure: failureFromRow(row),
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
  };
}

function resultFromRow(row: JobRow, pictureRows: readonly PictureRow[]): JobResult | null {
  if (row.resultKind === null || row.resultHandle === null) return null;
  const handle: Json = JSON.parse(row.resultHandle);
  const composite = pictureRows.find(({ cell }) => cell === COMPOSITE);
  const cells = pictureRows.flatMap(({ cell, ...picture }): readonly CellPicture[] =>
    cell === COMPOSITE ? [] : [{ cell, picture: pictureOf(picture) }],
  );
  return {
    kind: row.resultKind,
    cells,
    composite: composite === undefined ? null : pictureOf(composite),
    handle,
    seed: row.resultSeed,
  };
}

function failureFromRow(row: JobRow): Job['failure'] {
  const { failureKind: kind, failureDetail: detail, failureRetryAfterMs: retryAfterMs } = row;
  if (kind === null || detail === null) return null;
  return retryAfterMs === null ? { kind, detail } : { kind, detail, retryAfterMs };
}

function pictureOf({ key, mediaType, width, height, bytes }: Omit<PictureRow, 'cell'>): Picture {
  return { key, mediaType, width, height, bytes };
}

/** The rows of a result's pictures. */
export function picturesToRows(jobId: JobId, result: JobResult): readonly PictureRow[] {
  const row = (cell: 0 | Cell, picture: Picture): PictureRow => ({
    jobId,
    cell,
    ...pictureOf({ jobId, ...picture }),
  });
  const composite = result.composite === null ? [] : [row(COMPOSITE, result.composite)];
  return [...composite, ...result.cells.map(({ cell, picture }) => row(cell, picture))];
}
