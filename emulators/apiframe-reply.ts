/** What the emulated Apiframe says: errors, jobs, results, signed deliveries; all by its contract. */
import { createHash, createHmac } from 'node:crypto';
import { CELLS } from '#domain/geometry.ts';
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJob, JobState } from './emulated-jobs.ts';
import type { EmulatedPicture } from './emulated-pictures.ts';

export type ApiframeKind = 'grid' | 'upsample' | 'video';

/** What is kept of a job beside its course. */
export type ApiframeFacts = {
  readonly kind: ApiframeKind;
  readonly model: string;
  readonly pictures: readonly EmulatedPicture[];
  readonly body: string;
  readonly webhookUrl: string | null;
  readonly webhookEvents: readonly string[];
};

export type ApiframeJob = EmulatedJob<ApiframeFacts>;

export const json = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { 'x-request-id': 'req_emulated' } });

const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'Validation failed',
  401: 'Invalid API key',
  402: 'Insufficient credits',
  403: 'API key is not active',
  404: 'Job not found',
  409: 'This action is not available for the parent job',
  429: 'Too many requests',
  503: 'Service temporarily unavailable',
};

export function errorReply(status: number, text?: string): Response {
  const error = text ?? ERROR_TEXTS[status] ?? 'Internal server error';
  if (status === 402) return json(402, { error, creditsRequired: 16, creditsAvailable: 3 });
  if (status === 400) return json(400, { error, details: { prompt: ['Required'] } });
  return json(status, { error });
}

export const STATUSES = {
  queued: 'QUEUED',
  running: 'PROCESSING',
  done: 'COMPLETED',
  failed: 'FAILED',
} as const satisfies Record<JobState['kind'], string>;

function resultOf({ origin, faults }: EmulatorWorld<ApiframeFacts>, job: ApiframeJob): unknown {
  const { kind, pictures } = job.facts;
  const link = (part: string | number) => `${origin()}/images/${job.id}-${part}.png`;
  if (kind === 'video') {
    return { videos: CELLS.map((cell) => `${origin()}/videos/${job.id}-${cell}.mp4`) };
  }
  if (faults.isOn('null-result')) return null;
  if (faults.isOn('bare-string-result')) return link(kind === 'grid' ? 'grid' : 1);
  const images = pictures.slice(0, job.pictureCount).map((_, place) => link(place + 1));
  return kind === 'upsample' || faults.isOn('no-grid')
    ? { images }
    : { images, gridUrl: link('grid') };
}

export function jobView(world: EmulatorWorld<ApiframeFacts>, job: ApiframeJob): unknown {
  const state = world.jobs.stateOf(job);
  const isOver = state.kind === 'done' || state.kind === 'failed';
  return {
    id: job.id,
    status: STATUSES[state.kind],
    model: job.facts.model,
    progress: state.kind === 'running' ? state.percent : state.kind === 'done' ? 100 : 0,
    error: state.kind === 'failed' ? state.text : null,
    creditCost: state.kind === 'failed' ? 0 : job.price,
    webhookStatus: job.facts.webhookUrl === null ? null : isOver ? 'delivered' : 'pending',
    createdAt: new Date(job.acceptedAtMs).toISOString(),
    completedAt: isOver ? new Date(job.endsAtMs).toISOString() : null,
    expired: world.faults.isOn('purged'),
    result: state.kind === 'done' ? resultOf(world, job) : null,
  };
}

export function deliverChange(
  world: EmulatorWorld<ApiframeFacts>,
  job: ApiframeJob,
  state: JobState,
): void {
  const { webhookUrl, webhookEvents, model } = job.facts;
  const event = { queued: null, running: 'progress', done: 'completed', failed: 'failed' }[
    state.kind
  ];
  if (webhookUrl === null || event === null || !webhookEvents.includes(event)) return;
  const base = { event, jobId: job.id, status: STATUSES[state.kind], model };
  const body = JSON.stringify(
    state.kind === 'running'
      ? { ...base, progress: state.percent }
      : state.kind === 'done'
        ? { ...base, progress: 100, result: resultOf(world, job), creditCost: job.price }
        : { ...base, error: state.kind === 'failed' ? state.text : null },
  );
  world.deliver({
    url: webhookUrl,
    body,
    headers: {
      'content-type': 'application/json',
      'x-webhook-event': event,
      'x-webhook-signature': `sha256=${signatureOf(world, body)}`,
    },
  });
}

function signatureOf({ apiKey, faults }: EmulatorWorld<ApiframeFacts>, body: string): string {
  const key = faults.isOn('forged-webhook') ? 'not the key' : apiKey;
  const digest = createHash('sha256').update(key).digest();
  const secret = faults.isOn('hex-key-signature') ? digest.toString('hex') : digest;
  return createHmac('sha256', secret).update(body).digest('hex');
}
