import { actionRow } from '#domain/action.ts';
import type { Cell } from '#domain/geometry.ts';
import type { JobId } from '#domain/ids.ts';
import type { GivenImage, Job, JobRequest } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { CellPicture, JobResult, Picture, TextsResult } from '#domain/result.ts';
import type { jobs, pictures, videos } from './schema/jobs.ts';

/** A job as its table holds it; its pictures and videos are in tables of their own. */
export type JobRow = Omit<typeof jobs.$inferSelect, 'claimableAtMs' | 'waitsForSlot' | 'holdsSlot'>;

export type PictureRow = typeof pictures.$inferSelect;

export type VideoRow = typeof videos.$inferSelect;

/** What of a result is in tables of its own. */
export type ResultRows = {
  readonly pictures: readonly PictureRow[];
  readonly videos: readonly VideoRow[];
};

/** What the store alone knows of a job: who holds it, and whether it was woken meanwhile. */
export type Holding = Pick<JobRow, 'leaseUntilMs' | 'leasedBy' | 'woken'>;

/** The composite's place among the cells. */
const COMPOSITE = 0;

/** The row of a job; the inverse of `jobFromRow`. */
export function jobToRow(job: Job, holding: Holding): JobRow {
  const { origin, request, result, failure, postAttempted, ...same } = job;
  const { images, mask, visibility, translation, remixed, ...asked } = request;
  return {
    ...same,
    ...origin,
    ...asked,
    ...holding,
    images: images === undefined ? null : JSON.stringify(images),
    maskKey: mask ?? null,
    visibility: visibility ?? null,
    translation: translation ?? null,
    remixed: remixed === true ? 1 : null,
    fromArchive: actionRow(request.action).fromArchive ? 1 : 0,
    postAttempted: postAttempted ? 1 : 0,
    resultKind: result?.kind ?? null,
    resultHandle: result === null ? null : JSON.stringify(result.handle),
    resultSeed: result?.seed ?? null,
    resultTexts: result?.kind === 'texts' ? textsToJson(result) : null,
    failureKind: failure?.kind ?? null,
    failureDetail: failure?.detail ?? null,
    failureRetryAfterMs: failure?.retryAfterMs ?? null,
    failureCause: failure?.cause === undefined ? null : JSON.stringify(failure.cause),
  };
}

/** The job of a row, with the rows that belong to its result. */
export function jobFromRow(row: JobRow, resultRows: ResultRows): Job {
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
    request: requestFromRow(row),
    vendor: row.vendor,
    priceCredits: row.priceCredits,
    state: row.state,
    stepIndex: row.stepIndex,
    attempts: row.attempts,
    progressPercent: row.progressPercent,
    dueAtMs: row.dueAtMs,
    acceptedAtMs: row.acceptedAtMs,
    deadlineAtMs: row.deadlineAtMs,
    progressMessageId: row.progressMessageId,
    postAttempted: row.postAttempted === 1,
    finalChannelId: row.finalChannelId,
    finalMessageId: row.finalMessageId,
    result: resultFromRow(row, resultRows),
    failure: failureFromRow(row),
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
  };
}

function requestFromRow(row: JobRow): JobRequest {
  const images: readonly GivenImage[] | null = row.images === null ? null : JSON.parse(row.images);
  return {
    action: row.action,
    cell: row.cell,
    prompt: row.prompt,
    speed: row.speed,
    ...(images === null ? {} : { images }),
    ...(row.maskKey === null ? {} : { mask: row.maskKey }),
    ...(row.visibility === null ? {} : { visibility: row.visibility }),
    ...(row.translation === null ? {} : { translation: row.translation }),
    ...(row.remixed === null ? {} : { remixed: true }),
  };
}

function resultFromRow(row: JobRow, rows: ResultRows): JobResult | null {
  const { resultKind: kind, resultSeed: seed } = row;
  if (kind === null || row.resultHandle === null) return null;
  const handle: Json = JSON.parse(row.resultHandle);
  switch (kind) {
    case 'grid':
    case 'image': {
      const composite = rows.pictures.find(({ cell }) => cell === COMPOSITE);
      return {
        kind,
        cells: rows.pictures.flatMap(({ cell, ...picture }): readonly CellPicture[] =>
          cell === COMPOSITE ? [] : [{ cell, picture: pictureOf(picture) }],
        ),
        composite: composite === undefined ? null : pictureOf(composite),
        handle,
        seed,
      };
    }
    case 'videos': {
      const videos = rows.videos.map(({ cell, key, mediaType, bytes }) => ({
        cell,
        video: { key, mediaType, bytes },
      }));
      return { kind, videos, handle, seed };
    }
    case 'texts':
      return { kind, ...textsFromJson(row.resultTexts), handle, seed };
    default:
      return kind satisfies never;
  }
}

type Words = Pick<TextsResult, 'texts' | 'tokens'>;

function textsToJson({ texts, tokens }: TextsResult): string {
  const words: Words = { texts, tokens };
  return JSON.stringify(words);
}

function textsFromJson(json: string | null): Words {
  return json === null ? { texts: [], tokens: [] } : JSON.parse(json);
}

function failureFromRow(row: JobRow): Job['failure'] {
  const { failureKind: kind, failureDetail: detail, failureRetryAfterMs: retryAfterMs } = row;
  if (kind === null || detail === null) return null;
  return {
    kind,
    detail,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(row.failureCause === null ? {} : { cause: JSON.parse(row.failureCause) }),
  };
}

function pictureOf({ key, mediaType, width, height, bytes }: Omit<PictureRow, 'cell'>): Picture {
  return { key, mediaType, width, height, bytes };
}

/** The rows of a result's pictures or videos. */
export function resultToRows(jobId: JobId, result: JobResult): ResultRows {
  switch (result.kind) {
    case 'grid':
    case 'image': {
      const row = (cell: 0 | Cell, picture: Picture): PictureRow => ({
        jobId,
        cell,
        ...pictureOf({ jobId, ...picture }),
      });
      const composite = result.composite === null ? [] : [row(COMPOSITE, result.composite)];
      const cells = result.cells.map(({ cell, picture }) => row(cell, picture));
      return { pictures: [...composite, ...cells], videos: [] };
    }
    case 'videos':
      return {
        pictures: [],
        videos: result.videos.map(({ cell, video: { key, mediaType, bytes } }) => ({
          jobId,
          cell,
          key,
          mediaType,
          bytes,
        })),
      };
    case 'texts':
      return { pictures: [], videos: [] };
    default:
      return result satisfies never;
  }
}
