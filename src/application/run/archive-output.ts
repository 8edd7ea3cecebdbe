/**
 * From what the vendor made to a result: every picture or video is fetched, looked at and archived before
 * the result exists, because vendors' links expire. Archiving is content-addressed, so a pass that
 * a crash cut short is simply done again.
 */

import type { AppContext } from '#application/app-context.ts';
import { fetchSource, type SourceOutcome } from '#application/requests/fetch-source.ts';
import { actionRow, resultKindOf } from '#domain/action.ts';
import type { Failure } from '#domain/failure.ts';
import { CELLS, type Cell } from '#domain/geometry.ts';
import type { Job } from '#domain/job.ts';
import type { CellPicture, CellVideo, JobResult, Picture } from '#domain/result.ts';
import type { PictureSource, Vendor, VendorOutput } from '#ports/vendor.ts';

/** The archived result, or why there is none yet. */
export type ArchivedOutcome =
  | { readonly kind: 'archived'; readonly result: JobResult }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** What was tried will not work later either. */
      readonly isPermanent: boolean;
    };

/** As many as there are numbers to press. */
const SUGGESTIONS_MAX = 5;

/**
 * Failed tries before a try whose pictures are cut out of the grid instead, and after which what cannot work is
 * given up: each try begins with a fresh look at the job, and links may be a moment ahead of their files.
 */
export const PATIENT_ATTEMPTS = 2;

type CellBytes = { readonly cell: Cell; readonly bytes: Uint8Array };

/**
 * Fetches, checks and archives what a job's last step made. It holds whole pictures meanwhile, so many results of a vendor
 * at once as there are turns.
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
      : await fetchCells(context, fetch, output, job.attempts >= PATIENT_ATTEMPTS);
  context.meter.vendorCalled({
    vendor: vendor.name,
    operation: 'fetch',
    outcome: fetched.kind === 'fetched' ? 'fetched' : 'picture-unavailable',
    ms: context.clock.nowMs() - beganAtMs,
  });
  if (fetched.kind === 'unavailable') return unavailable(fetched.detail, fetched.isPermanent);
  if (kind === 'videos') return archiveVideos(context, fetched.cells, output);
  const archived = await Promise.all(fetched.cells.map((cell) => archiveCell(context, cell)));
  const cells = archived.filter((cell) => cell !== null);
  if (cells.length === 0 || cells.length < fetched.cells.length) {
    return unavailable('what came is not a picture', true);
  }
  const composed = kind === 'grid' ? await composeCells(context, fetched.cells) : null;
  if (kind === 'grid' && composed === null) return unavailable('a picture is damaged', true);
  const composite = composed === null ? null : await archivePicture(context, composed);
  return {
    kind: 'archived',
    result: { kind, cells, composite, handle: output.handle, seed: output.seed },
  };
}

/** Words need no archive. A vendor that has none to give did not do what was asked. */
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

type CellsOutcome =
  | { readonly kind: 'fetched'; readonly cells: readonly CellBytes[] }
  | Extract<SourceOutcome, { readonly kind: 'unavailable' }>;

/** One of the vendor's pictures or videos, from wherever it can be had. */
type FetchOne = (source: PictureSource, wanted: 'pictures' | 'videos') => Promise<SourceOutcome>;

/**
 * All pictures, side by side; cut from the composite where the vendor gave nothing else, or where
 * one of four links stays dead while the grid's own works.
 */
async function fetchCells(
  context: Pick<AppContext, 'pictures'>,
  fetch: FetchOne,
  { pictures, composite }: VendorOutput,
  mayCut: boolean,
): Promise<CellsOutcome> {
  if (pictures.length === 0 && composite !== null) return cutFrom(context, fetch, composite);
  const fetched = await fetchAll(pictures, (source) => fetch(source, 'pictures'));
  const isCut = fetched.kind === 'unavailable' && mayCut && pictures.length === CELLS.length;
  if (!isCut || composite === null) return fetched;
  const cut = await cutFrom(context, fetch, composite);
  return cut.kind === 'fetched' ? cut : fetched;
}

async function cutFrom(
  context: Pick<AppContext, 'pictures'>,
  fetch: FetchOne,
  composite: PictureSource,
): Promise<CellsOutcome> {
  const whole = await fetch(composite, 'pictures');
  if (whole.kind === 'unavailable') return whole;
  const cut = await context.pictures.cutCells(whole.bytes);
  if (cut === null) {
    return { kind: 'unavailable', detail: 'the composite is damaged', isPermanent: true };
  }
  const cells = CELLS.flatMap((cell, place): readonly CellBytes[] => {
    const bytes = cut[place];
    return bytes === undefined ? [] : [{ cell, bytes }];
  });
  return { kind: 'fetched', cells };
}

/** Videos in the vendor's order; what is more than four has no button. */
function fetchVideos(fetch: FetchOne, output: VendorOutput): Promise<CellsOutcome> {
  const videos = CELLS.flatMap((cell, place) => {
    const source = output.videos?.[place];
    return source === undefined ? [] : [{ cell, source }];
  });
  return fetchAll(videos, (source) => fetch(source, 'videos'));
}

async function fetchAll(
  wanted: readonly { readonly cell: Cell; readonly source: PictureSource }[],
  fetch: (source: PictureSource) => Promise<SourceOutcome>,
): Promise<CellsOutcome> {
  const outcomes = await Promise.all(
    wanted.map(async ({ cell, source }) => ({ cell, outcome: await fetch(source) })),
  );
  const cells: CellBytes[] = [];
  const missing = outcomes.flatMap(({ outcome }) =>
    outcome.kind === 'unavailable' ? [outcome] : [],
  );
  const [first] = missing;
  // One that can never be had is enough for the whole to be never had.
  if (first !== undefined) return missing.find(({ isPermanent }) => isPermanent) ?? first;
  for (const { cell, outcome } of outcomes) {
    if (outcome.kind === 'fetched') cells.push({ cell, bytes: outcome.bytes });
  }
  return { kind: 'fetched', cells };
}

async function archiveCell(
  context: AppContext,
  { cell, bytes }: CellBytes,
): Promise<CellPicture | null> {
  const picture = await archivePicture(context, bytes);
  return picture === null ? null : { cell, picture };
}

async function composeCells(
  { pictures }: Pick<AppContext, 'pictures'>,
  cells: readonly CellBytes[],
): Promise<Uint8Array | null> {
  const composed = await pictures.composeGrid(cells.map(({ bytes }) => bytes));
  return composed?.bytes ?? null;
}

async function archivePicture(context: AppContext, bytes: Uint8Array): Promise<Picture | null> {
  const probed = await context.pictures.probe(bytes);
  if (probed.kind === 'not-a-picture') return null;
  const { key } = await context.archive.put(bytes, probed.mediaType);
  return {
    key,
    mediaType: probed.mediaType,
    width: probed.width,
    height: probed.height,
    bytes: bytes.byteLength,
  };
}

function unavailable(detail: string, isPermanent: boolean): ArchivedOutcome {
  return { kind: 'failed', failure: { kind: 'picture-unavailable', detail }, isPermanent };
}
