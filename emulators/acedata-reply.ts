/** What the emulated Ace says: errors, results, task records, unsigned deliveries; by its contract. */
import { CELLS } from '#domain/geometry.ts';
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJob, JobState } from './emulated-jobs.ts';
import type { EmulatedPicture } from './emulated-pictures.ts';

/** What is kept of a task beside its course. */
export type AcedataFacts = {
  readonly type: 'imagine' | 'edits' | 'videos' | 'describe';
  readonly shape: 'grid' | 'solo' | 'videos' | 'texts';
  readonly pictures: readonly EmulatedPicture[];
  /** What a follow-up may ask of it. */
  readonly actions: readonly string[];
  /** Image or video id; digits beyond what a number holds. */
  readonly resultId: string;
  readonly isV5: boolean;
  readonly isSplit: boolean;
  readonly request: Readonly<Record<string, unknown>>;
  readonly callbackUrl: string | null;
  /** It was asked for with `accept: application/x-ndjson`: every change is told. */
  readonly isStreamed: boolean;
};

export type AcedataJob = EmulatedJob<AcedataFacts>;
type World = EmulatorWorld<AcedataFacts>;

const TRACE_ID = '2cf80000-22a4-46e1-ac2f-032c0f2a0001';

export const json = (status: number, body: unknown): Response => Response.json(body, { status });

const ERRORS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['bad_request', 'The json payload is not valid to request the API'],
  401: ['invalid_token', 'The specified token is invalid or wrong.'],
  402: ['used_up', 'The balance of this application is used up.'],
  403: ['forbidden', 'Our AI moderators feel your prompt might be against our standards.'],
  404: ['api_not_implemented', 'The API is not implemented.'],
  429: ['too_many_requests', 'You have exceeded the rate limit.'],
  500: ['api_error', 'fetch failed'],
  504: ['timeout', 'The task took too long'],
};

const envelope = (code: string, message: string) => ({
  success: false,
  error: { code, message },
  trace_id: TRACE_ID,
});

export function refusal(status: number, code: string, message: string): Response {
  return json(status, envelope(code, message));
}

export function errorReply(status: number, text?: string): Response {
  const [code, message] = ERRORS[status] ?? ['unknown', 'Unknown error'];
  return refusal(status, code, text ?? message);
}

/** `fail text` as the error it stands for: the texts of the definition carry their code. */
function failureOf(text: string): { readonly code: string; readonly message: string } {
  const [, code = 'api_error', message = text] = /^(\w+): (.*)$/.exec(text) ?? [];
  return { code, message };
}

const imageLink = ({ origin }: World, job: AcedataJob, part: string) =>
  `${origin()}/images/${job.id}/${part}`;

function previewOf(world: World, job: AcedataJob, percent: number): unknown {
  const url = imageLink(world, job, 'grid_0.webp');
  const side = percent < 50 ? 256 : 512;
  return {
    ...{ image_url: url, image_width: side, image_height: side },
    ...{ raw_image_url: url, raw_image_width: side, raw_image_height: side },
    // Of the preview alone; a follow-up that names it is refused.
    image_id: `${job.facts.resultId.slice(0, -2)}${percent < 50 ? '01' : '02'}`,
    ...{ progress: percent, actions: [], task_id: job.id, success: true },
  };
}

function resultOf(world: World, job: AcedataJob): Readonly<Record<string, unknown>> {
  const { faults } = world;
  const { shape, pictures, resultId, actions, isSplit } = job.facts;
  const base = { success: true, task_id: job.id, progress: 100 };
  if (shape === 'videos') {
    const url = (place: number) => `${world.origin()}/videos/${job.id}/0_${place}.mp4`;
    return {
      ...base,
      video_id: resultId,
      video_urls: CELLS.map((_, place) => url(place)),
      ...{ image_url: imageLink(world, job, 'cover.png'), image_width: 560, image_height: 688 },
    };
  }
  const columns = shape === 'grid' ? 2 : 1;
  const { width, height } = pictures[0]?.window.pixels ?? { width: 1024, height: 1024 };
  const raw = imageLink(world, job, 'raw.png');
  const parts = pictures.slice(0, job.pictureCount);
  return {
    ...base,
    image_id: resultId,
    image_url: `${raw}?imageMogr2/thumbnail/!50p`,
    image_width: (width * columns) / 2,
    image_height: (height * columns) / 2,
    raw_image_url: raw,
    // Its own schema calls these text, its samples are numbers.
    raw_image_width: String(width * columns),
    raw_image_height: height * columns,
    // The published sample of an edit has none, though its pictures can be followed up.
    ...(faults.isOn('no-actions') || job.facts.type === 'edits' ? {} : { actions }),
    ...(isSplit && !faults.isOn('no-split')
      ? { sub_image_urls: parts.map((_, place) => imageLink(world, job, `0_${place}.png`)) }
      : {}),
  };
}

/** What a stream's line, a callback and a record's `response` say; null while there is nothing. */
export function responseOf(world: World, job: AcedataJob, state: JobState): unknown {
  switch (state.kind) {
    case 'queued':
      return null;
    case 'running':
      return state.percent === null ? null : previewOf(world, job, state.percent);
    case 'done':
      return resultOf(world, job);
    case 'failed': {
      const { code, message } = failureOf(state.text);
      const told = { ...envelope(code, message), task_id: job.id };
      return world.faults.isOn('string-error') ? { ...told, error: message } : told;
    }
    default:
      return state satisfies never;
  }
}

/** A task as `/midjourney/tasks` shows it; there is no state in it. */
export function recordOf(world: World, job: AcedataJob): unknown {
  const { faults, jobs } = world;
  const { type, request, resultId } = job.facts;
  const state = jobs.stateOf(job);
  const isOver = state.kind === 'done' || state.kind === 'failed';
  // Running tasks usually have no response at all.
  const isTold = isOver || faults.isOn('record-progress');
  const response = isTold ? responseOf(world, job, state) : null;
  const { callback_url: _, ...unechoed } = request;
  return {
    _id: job.id.replaceAll('-', '').slice(0, 24),
    id: job.id,
    type,
    trace_id: TRACE_ID,
    created_at: job.acceptedAtMs / 1000,
    request: faults.isOn('no-echo') ? unechoed : request,
    ...(faults.isOn('empty-state') ? { state: '' } : {}),
    ...(response === null ? {} : { response }),
    ...(isOver && !faults.isOn('string-error')
      ? { finished_at: job.endsAtMs / 1000, duration: (job.endsAtMs - job.acceptedAtMs) / 1000 }
      : {}),
    ...(state.kind === 'done' && type === 'imagine' ? { image_id: resultId, hold: false } : {}),
  };
}

/** Once at the end; with every change where a stream was asked for. Nothing is signed. */
export function deliverChange(world: World, job: AcedataJob, state: JobState): void {
  const { callbackUrl, isStreamed } = job.facts;
  const isOver = state.kind === 'done' || state.kind === 'failed';
  if (callbackUrl === null || (!isOver && !isStreamed)) return;
  const response = responseOf(world, job, state);
  if (response === null) return;
  const headers = { 'content-type': 'application/json' };
  world.deliver({ url: callbackUrl, body: JSON.stringify(response), headers });
}
