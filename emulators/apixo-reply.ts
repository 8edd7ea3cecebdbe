/** What the emulated APIXO says: its envelope, states, unsigned deliveries; all by its contract. */
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJob, JobState } from './emulated-jobs.ts';
import type { EmulatedPicture } from './emulated-pictures.ts';

/** What is kept of a task beside its course. */
export type ApixoFacts = {
  readonly mode: string;
  readonly pictures: readonly EmulatedPicture[];
  /** Results of an edit can be enlarged, not varied. */
  readonly isEdit: boolean;
  readonly isDraft: boolean;
  readonly callbackUrl: string | null;
};

export type ApixoJob = EmulatedJob<ApixoFacts>;
type World = EmulatorWorld<ApixoFacts>;

const ERRORS: Readonly<Record<number, string>> = {
  400: 'Invalid request',
  401: 'Invalid API key',
  402: 'Insufficient balance',
  403: 'Forbidden',
  404: 'Not found',
  429: 'Too many requests',
  503: 'Service unavailable',
};

/** A success; HTTP status and code agree. */
export const success = (data: unknown): Response =>
  Response.json({ code: 200, message: 'success', data });

export function errorReply(status: number, text?: string): Response {
  const message = ERRORS[status] ?? 'Error';
  return Response.json(
    { code: status, message, data: text === undefined ? null : { error: text } },
    { status },
  );
}

const STATES = {
  queued: 'pending',
  running: 'processing',
  done: 'success',
  failed: 'failed',
} as const satisfies Record<JobState['kind'], string>;

/** `{taskId, state, ...}`, as `statusTask` and deliveries have it; times in milliseconds. */
export function statusOf({ jobs, faults, origin }: World, job: ApixoJob): unknown {
  const state = jobs.stateOf(job);
  const base = { taskId: job.id, state: STATES[state.kind], createTime: job.acceptedAtMs };
  if (state.kind === 'failed') {
    const [failCode = '', failMsg = ''] = state.text.split(': ');
    const code =
      failCode === 'CONTENT_VIOLATION' && faults.isOn('other-fail-codes')
        ? 'InputImageSensitiveContentDetected'
        : failCode;
    return { ...base, failCode: code, failMsg, completeTime: job.endsAtMs };
  }
  if (state.kind !== 'done') return base;
  const urls = job.facts.pictures
    .slice(0, job.pictureCount)
    .map((_, place) => `${origin()}/files/${job.id}/${place}.png`);
  const resultUrls = faults.isOn('url-objects') ? urls.map((url) => ({ url })) : urls;
  const result = faults.isOn('no-results') ? {} : { resultUrls };
  return {
    ...base,
    resultJson: faults.isOn('result-object') ? result : JSON.stringify(result),
    completeTime: job.endsAtMs,
    costTime: job.endsAtMs - job.acceptedAtMs,
  };
}

/** At the end, well or badly; nothing is signed. */
export function deliverEnd(world: World, job: ApixoJob, state: JobState): void {
  const { callbackUrl } = job.facts;
  if (callbackUrl === null || (state.kind !== 'done' && state.kind !== 'failed')) return;
  const body = JSON.stringify({ code: 200, message: 'success', data: statusOf(world, job) });
  world.deliver({ url: callbackUrl, body, headers: { 'content-type': 'application/json' } });
}
