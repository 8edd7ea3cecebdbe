/**
 * Turns a vendor's output into a result: every picture or video is fetched, checked and archived before the result
 * exists, because vendors' links expire. Archiving is content-addressed, so a pass that a crash interrupted is simply
 * repeated.
 */

import type { AppContext } from '#application/app-context.ts';
import { fetchSource } from '#application/requests/fetch-source.ts';
import { actionRow, resultKindOf } from '#domain/action.ts';
import type { Failure } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { CellVideo, JobResult, Picture } from '#domain/result.ts';
import type { ProbeOutcome } from '#ports/pictures.ts';
import type { Vendor, VendorOutput } from '#ports/vendor.ts';
import { type CellBytes, type FetchOne, fetchCells, fetchVideos } from './fetch-output.ts';

/** The archived result, or why there is none yet. */
export type ArchivedOutcome =
  | { readonly kind: 'archived'; readonly result: JobResult }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** Another try would fail too. */
      readonly isPermanent: boolean;
    };

/** A single picture is number 1, whatever its file name and the rest of the service's list say. */
const single = ({ pictures, composite, ...output }: VendorOutput): VendorOutput => {
  const source = pictures[0]?.source ?? composite;
  return {
    ...output,
    pictures: source === null ? [] : [{ cell: 1, source }],
    composite: null,
  };
};

/** As many as there are number buttons. */
const SUGGESTIONS_MAX = 5;

/**
 * After this many failed tries the pictures are cut out of the grid, and a permanent failure ends the job: each try
 * starts with a new poll of the job, and links may appear shortly before their files.
 */
export const PATIENT_ATTEMPTS = 2;

type ProbedPicture = Extract<ProbeOutcome, { readonly kind: 'picture' }>;

/**
 * Fetches, checks and archives the output of a job's last step. It holds whole pictures in memory, so `resultTurns`
 * limits how many results of one vendor are processed at once.
 */
export async function archiveOutput(
  context: AppContext,
  vendor: Vendor,
  job: Job,
  output: VendorOutput,
): Promise<ArchivedOutcome> {
  const kind = resultKindOf(actionRow(job.request.action).makes);
  if (kind === 'suggestions') return suggestionsOf(output);
  const archive = () => archiveFiles(context, { vendor, job, kind }, output);
  return context.resultTurns?.(vendor.name, archive) ?? archive();
}

async function archiveFiles(
  context: AppContext,
  made: {
    readonly vendor: Vendor;
    readonly job: Job;
    readonly kind: 'grid' | 'image' | 'videos';
  },
  output: VendorOutput,
): Promise<ArchivedOutcome> {
  const { vendor, job, kind } = made;
  const beganAtMs = context.clock.nowMs();
  if (kind !== 'videos') context.pictures.prepare();
  const fetch: FetchOne = (source, wanted) =>
    fetchSource(context, vendor, source, {
      wanted,
      onFailure: (failure) =>
        context.log.warn({ job: job.id, vendor: vendor.name, ...failure }, 'result fetch failed'),
    });
  const fetched =
    kind === 'videos'
      ? await fetchVideos(fetch, output)
      : await fetchCells(
          context,
          fetch,
          kind === 'image' ? single(output) : output,
          job.attempts >= PATIENT_ATTEMPTS,
        );
  context.meter.vendorCalled({
    vendor: vendor.name,
    operation: 'fetch',
    outcome: fetched.kind === 'fetched' ? 'fetched' : 'picture-unavailable',
    ms: context.clock.nowMs() - beganAtMs,
  });
  if (fetched.kind === 'unavailable') return unavailable(fetched.detail, fetched.isPermanent);
  if (kind === 'videos') return archiveVideos(context, fetched.cells, output);
  const cells = await probeCells(context, fetched.cells);
  if (cells === null) return unavailable('what came is not a picture', true);
  // Nothing is decoded that was not probed. The grid takes longest and starts first: it is composed while its cells go
  // to disk.
  const [composite, kept] = await Promise.all([
    kind === 'grid' ? archiveGrid(context, cells) : null,
    Promise.all(
      cells.map(async ({ cell, bytes, probed }) => ({
        cell,
        picture: await keepPicture(context, bytes, probed),
      })),
    ),
  ]);
  if (kind === 'grid' && composite === null) return unavailable('a picture is damaged', true);
  return {
    kind: 'archived',
    result: { kind, cells: kept, composite, handle: output.handle, seed: output.seed },
  };
}

/** Suggestions are text and need no archive. A vendor that returns none has failed. */
function suggestionsOf({
  suggestions = [],
  tokens = [],
  handle,
  seed,
}: VendorOutput): ArchivedOutcome {
  if (suggestions.length === 0) {
    const failure = {
      kind: 'generation-failed',
      detail: 'the service found no words',
      cause: { kind: 'no-words' },
    } as const;
    return { kind: 'failed', failure, isPermanent: true };
  }
  return {
    kind: 'archived',
    result: {
      kind: 'suggestions',
      suggestions: suggestions.slice(0, SUGGESTIONS_MAX),
      tokens,
      handle,
      seed,
    },
  };
}

async function archiveVideos(
  context: AppContext,
  cells: readonly CellBytes[],
  { handle, seed }: VendorOutput,
): Promise<ArchivedOutcome> {
  const videos = await Promise.all(
    cells.map(async ({ cell, bytes }): Promise<CellVideo | null> => {
      const mediaType = context.pictures.videoType(bytes);
      if (mediaType === null) return null;
      const { key } = await context.archive.put(bytes, mediaType);
      return { cell, video: { key, mediaType, bytes: bytes.byteLength } };
    }),
  );
  const whole = videos.filter((video) => video !== null);
  return whole.length === 0 || whole.length < cells.length
    ? unavailable('what came is not a video', true)
    : { kind: 'archived', result: { kind: 'videos', videos: whole, handle, seed } };
}

type ProbedCell = CellBytes & { readonly probed: ProbedPicture };

/** Null if there are none, or one of them is not a picture. */
async function probeCells(
  { pictures }: Pick<AppContext, 'pictures'>,
  cells: readonly CellBytes[],
): Promise<readonly ProbedCell[] | null> {
  const outcomes = await Promise.all(
    cells.map(async (cell) => ({ ...cell, probed: await pictures.probe(cell.bytes) })),
  );
  const probed = outcomes.flatMap(({ probed, ...cell }) =>
    probed.kind === 'picture' ? [{ ...cell, probed }] : [],
  );
  return probed.length === 0 || probed.length < cells.length ? null : probed;
}

/** The grid, archived; null where a cell is damaged. */
async function archiveGrid(
  context: Pick<AppContext, 'archive' | 'pictures'>,
  cells: readonly CellBytes[],
): Promise<Picture | null> {
  const composed = await context.pictures.composeGrid(cells.map(({ bytes }) => bytes));
  return composed === null ? null : keepPicture(context, composed.bytes, composed);
}

async function keepPicture(
  { archive }: Pick<AppContext, 'archive'>,
  bytes: Uint8Array,
  { mediaType, width, height }: Omit<Picture, 'key' | 'bytes'>,
): Promise<Picture> {
  const { key } = await archive.put(bytes, mediaType);
  return { key, mediaType, width, height, bytes: bytes.byteLength };
}

function unavailable(detail: string, isPermanent: boolean): ArchivedOutcome {
  return { kind: 'failed', failure: { kind: 'picture-unavailable', detail }, isPermanent };
}
