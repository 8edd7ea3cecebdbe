/** What the emulated MidAPI says of a task: its record, and deliveries, which are signed where a key is set. */
import { createHmac } from 'node:crypto';
import { CELLS } from '#domain/geometry.ts';
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJob, JobState } from './emulated-jobs.ts';
import type { EmulatedPicture } from './emulated-pictures.ts';

/** What is kept of a task beside its course. */
export type MidapiFacts = {
  readonly shape: 'image' | 'upscale' | 'video';
  readonly taskType: string;
  readonly pictures: readonly EmulatedPicture[];
  /** Of a video's task. */
  readonly videoCount: number;
  readonly body: string;
  readonly callBackUrl: string | null;
};

function linksOf(
  { origin }: EmulatorWorld<MidapiFacts>,
  job: EmulatedJob<MidapiFacts>,
): readonly string[] {
  const { shape } = job.facts;
  const count = shape === 'upscale' ? 1 : job.pictureCount;
  const kind = shape === 'video' ? 'mp4' : 'jpeg';
  return CELLS.slice(0, count).map((cell) => `${origin()}/v/${job.id}_0_${cell - 1}.${kind}`);
}

/** What a look at a task finds. */
export function recordOf(
  world: EmulatorWorld<MidapiFacts>,
  job: EmulatedJob<MidapiFacts>,
): unknown {
  const state = world.jobs.stateOf(job);
  const isOver = state.kind === 'done' || state.kind === 'failed';
  const links = state.kind === 'done' ? linksOf(world, job) : [];
  const info = world.faults.isOn('text-result')
    ? JSON.stringify({ resultUrls: links })
    : { resultUrls: links.map((resultUrl) => ({ resultUrl })) };
  return {
    taskId: job.id,
    taskType: job.facts.taskType,
    paramJson: job.facts.body,
    createTime: new Date(job.acceptedAtMs).toISOString(),
    completeTime: isOver ? new Date(job.endsAtMs).toISOString() : null,
    successFlag: { queued: 0, running: 0, done: 1, failed: 2 }[state.kind],
    resultInfoJson: state.kind === 'done' ? info : null,
    errorCode: state.kind === 'failed' ? 500 : null,
    errorMessage: state.kind === 'failed' ? state.text : null,
  };
}

/** At the end, and in between where that was asked for. */
export function deliverChange(
  world: EmulatorWorld<MidapiFacts>,
  job: EmulatedJob<MidapiFacts>,
  state: JobState,
): void {
  const url = job.facts.callBackUrl;
  const isOver = state.kind === 'done' || state.kind === 'failed';
  if (url === null || !(isOver || world.faults.isOn('interim-callback'))) return;
  const data = { taskId: job.id, promptJson: job.facts.body };
  const body =
    state.kind === 'done'
      ? { code: 200, msg: 'Success', data: { ...data, resultUrls: linksOf(world, job) } }
      : state.kind === 'failed'
        ? { code: 500, msg: state.text, data: { ...data, resultUrls: [] } }
        : { code: 200, msg: 'Success', data };
  world.deliver({ url, headers: headersFor(world, job), body: JSON.stringify(body) });
}

function headersFor(
  { clock, faults }: EmulatorWorld<MidapiFacts>,
  job: EmulatedJob<MidapiFacts>,
): Readonly<Record<string, string>> {
  const plain = { 'content-type': 'application/json' };
  if (!faults.isOn('signed-callback')) return plain;
  const timestamp = String(Math.floor(clock.nowMs() / 1_000));
  const signature = createHmac('sha256', 'webhook-key').update(`${job.id}.${timestamp}`);
  return {
    ...plain,
    'x-webhook-timestamp': timestamp,
    'x-webhook-signature': signature.digest('base64'),
  };
}
