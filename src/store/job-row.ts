import { actionRow } from '#domain/action.ts';
import type { Cell } from '#domain/geometry.ts';
import type { JobId } from '#domain/ids.ts';
import type { GivenImage, Job, JobRequest } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { CellPicture, JobResult, Picture, SuggestionsResult } from '#domain/result.ts';
import type { jobs, pictures, StoredResultKind, videos } from './schema/jobs.ts';

/** A row of the jobs table; pictures and videos have their own tables. */
export type JobRow = Omit<typeof jobs.$inferSelect, 'claimableAtMs' | 'waitsForSlot' | 'holdsSlot'>;

/** A row of the pictures table. */
export type PictureRow = typeof pictures.$inferSelect;

/** A row of the videos table. */
export type VideoRow = typeof videos.$inferSelect;

/** The rows of a result in other tables. */
export type ResultRows = {
  readonly pictures: readonly PictureRow[];
  readonly videos: readonly VideoRow[];
};

/** What only the store knows of a job: its lease, and whether it was woken since. */
export type LeaseColumns = Pick<JobRow, 'leaseUntilMs' | 'leasedBy' | 'woken'>;

/** The composite's cell number. */
const COMPOSITE = 0;

/** The row of a job; the inverse of `jobFromRow`. */
export function jobToRow(job: Job, lease: LeaseColumns): JobRow {
  const { origin, request, result, failure, postAttempted, filesRemoved, forgotten, ...same } = job;
  const { images, mask, visibility, translation, remixed, isSpoiler, ...asked } = request;
  const { age, ...from } = origin;
  return {
    ...same,
    ...from,
    ageRestricted: age === undefined ? null : 1,
    spoiler: isSpoiler === true ? 1 : null,
    ...asked,
    ...lease,
    images: images === undefined ? null : JSON.stringify(images),
    maskKey: mask ?? null,
    visibility: visibility ?? null,
    translation: translation ?? null,
    remixed: remixed === true ? 1 : null,
    fromArchive: actionRow(request.action).fromArchive ? 1 : 0,
    postAttempted: postAttempted ? 1 : 0,
    resultKind: result === null ? null : storedKindOf(result.kind),
    resultHandle: result === null ? null : JSON.stringify(result.handle),
    resultSeed: result?.seed ?? null,
    resultTexts: result?.kind === 'suggestions' ? suggestionsToJson(result) : null,
    failureKind: failure?.kind ?? null,
    failureDetail: failure?.detail ?? null,
    failureRetryAfterMs: failure?.retryAfterMs ?? null,
    failureCause: failure?.cause === undefined ? null : JSON.stringify(failure.cause),
    // Only retention sets these, on ended jobs.
    filesRemovedAtMs: filesRemoved === true ? job.updatedAtMs : null,
    forgottenAtMs: forgotten === true ? job.updatedAtMs : null,
  };
}

/** The job of a row and its result's rows. */
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
      ...(row.ageRestricted === null ? {} : { age: 'restricted' }),
      userId: row.userId,
      userName: row.userName,
      locale: row.locale,
      serverLocale: row.serverLocale,
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
    ...(row.filesRemovedAtMs === null ? {} : { filesRemoved: true }),
    ...(row.forgottenAtMs === null ? {} : { forgotten: true }),
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
    ...(row.spoiler === null ? {} : { isSpoiler: true }),
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
      return { kind: 'suggestions', ...suggestionsFromJson(row.resultTexts), handle, seed };
    default:
      return kind satisfies never;
  }
}

/** The column still has the old name for suggestions. */
function storedKindOf(kind: JobResult['kind']): StoredResultKind {
  return kind === 'suggestions' ? 'texts' : kind;
}

type StoredSuggestions = {
  readonly texts: SuggestionsResult['suggestions'];
  readonly tokens: SuggestionsResult['tokens'];
};

function suggestionsToJson({ suggestions, tokens }: SuggestionsResult): string {
  const stored: StoredSuggestions = { texts: suggestions, tokens };
  return JSON.stringify(stored);
}

function suggestionsFromJson(
  json: string | null,
): Pick<SuggestionsResult, 'suggestions' | 'tokens'> {
  const stored: StoredSuggestions = json === null ? { texts: [], tokens: [] } : JSON.parse(json);
  return { suggestions: stored.texts, tokens: stored.tokens };
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
    case 'suggestions':
      return { pictures: [], videos: [] };
    default:
      return result satisfies never;
  }
}
