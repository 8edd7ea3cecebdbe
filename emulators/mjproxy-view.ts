/** What the emulated server says of a task: replies, the task object, deliveries. */
import { CELLS } from '#domain/geometry.ts';
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJob, JobState } from './emulated-jobs.ts';
import type { EmulatedPicture } from './emulated-pictures.ts';
import { midjourneyButtons } from './midjourney-buttons.ts';
import type { EngineVersion } from './read-prompt.ts';

export type MjproxyKind = 'grid' | 'solo' | 'upscaled' | 'videos' | 'texts' | 'window';

/** What is kept of a task beside its course. */
export type MjproxyFacts = {
  readonly kind: MjproxyKind;
  /** The task's id as its clients know it; a window and what runs after it share one. */
  readonly taskId: string;
  readonly action: string;
  readonly prompt: string;
  readonly version: EngineVersion;
  readonly pictures: readonly EmulatedPicture[];
  /** Of the button that opened a window. */
  readonly customId: string;
  /** What describe and shorten answer with. */
  readonly answer: string;
  readonly hash: string;
  readonly state: string | null;
  readonly notifyHook: string | null;
};

export type MjproxyTask = EmulatedJob<MjproxyFacts>;
export type MjproxyWorld = EmulatorWorld<MjproxyFacts>;

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  1: '提交成功',
  3: '无可用的账号实例',
  4: '参数错误',
  9: '提交失败，队列已满，请稍后重试',
  21: '任务已存在',
  22: '排队中，前面还有1个任务',
  23: '队列已满，请稍后尝试',
  24: '可能包含敏感词',
  30: '当前分组上游负载已饱和，请稍后再试',
};

/** The reply of every submit: the code tells, the status mostly does not. */
export const coded = (code: number, description?: string, status = 200): Response =>
  Response.json(
    { code, description: description ?? DESCRIPTIONS[code] ?? '未知错误', result: null },
    { status },
  );

/** As gateways tell errors. */
export const upstreamError = (status: number, description: string): Response =>
  Response.json({ description, type: 'upstream_error', code: 4 }, { status });

export function errorReply(status: number, text?: string): Response {
  if (status === 401) return new Response(text ?? 'Authorization header missing.', { status });
  if (status === 404) return coded(3, text ?? '关联任务不存在或已失效', 404);
  if (status === 429) return coded(30, text, 429);
  return upstreamError(status, text ?? 'bad_request_body');
}

/** The task object. */
export function taskView(world: MjproxyWorld, task: MjproxyTask): Record<string, unknown> {
  const { faults } = world;
  const { facts } = task;
  const state = world.jobs.stateOf(task);
  const isDone = state.kind === 'done';
  const isOriginal = faults.isOn('original');
  return {
    id: facts.taskId,
    action: facts.action,
    status: statusOf(world, task, state),
    prompt: facts.prompt,
    promptEn: facts.kind === 'texts' && isDone ? facts.answer : facts.prompt,
    description: `/imagine ${facts.prompt}`,
    state: facts.state,
    submitTime: task.acceptedAtMs,
    startTime: state.kind === 'queued' ? null : task.startsAtMs,
    finishTime: isDone || state.kind === 'failed' ? task.endsAtMs : null,
    progress: progressOf(world, state),
    failReason: state.kind === 'failed' ? state.text : null,
    properties: { finalPrompt: facts.kind === 'texts' ? facts.answer : facts.prompt },
    ...picturesOf(world, task, state),
    ...(isOriginal ? {} : { buttons: isDone ? buttonsOf(facts, world) : [], seed: null }),
  };
}

function statusOf({ faults }: MjproxyWorld, { facts }: MjproxyTask, state: JobState): string {
  if (facts.kind === 'window') return 'MODAL';
  if (state.kind === 'failed') return faults.isOn('cancelled') ? 'CANCEL' : 'FAILURE';
  if (state.kind === 'queued') return faults.isOn('blank-status') ? '' : 'SUBMITTED';
  return state.kind === 'done' ? 'SUCCESS' : 'IN_PROGRESS';
}

function progressOf({ faults }: MjproxyWorld, state: JobState): string | number | null {
  if (state.kind === 'failed') return '';
  const percent = state.kind === 'done' ? 100 : state.kind === 'running' ? state.percent : 0;
  if (percent === null) return null;
  return faults.isOn('numeric-progress') ? percent : `${percent}%`;
}

function picturesOf(world: MjproxyWorld, task: MjproxyTask, state: JobState) {
  const { faults, origin } = world;
  const { kind, taskId, pictures } = task.facts;
  const at = (file: string) => `${origin()}/pictures/${taskId}/${file}`;
  if (kind === 'window' || kind === 'texts' || state.kind === 'queued' || state.kind === 'failed') {
    return { imageUrl: null };
  }
  if (state.kind === 'running') return { imageUrl: pictures.length > 0 ? at('preview.png') : null };
  if (kind === 'videos') {
    const videoUrls = CELLS.map((cell) => ({ url: at(`0_${cell - 1}.mp4`) }));
    return { imageUrl: null, videoUrl: videoUrls[0]?.url, videoUrls };
  }
  if (kind !== 'grid') return { imageUrl: at('0_0.png') };
  const imageUrl = at('grid.png');
  if (faults.isOn('original') || faults.isOn('composite-only')) return { imageUrl };
  if (faults.isOn('composite-listed')) return { imageUrl, imageUrls: [{ url: imageUrl }] };
  const links = pictures.slice(0, task.pictureCount).map((_, place) => at(`0_${place}.png`));
  const imageUrls = faults.isOn('bare-links')
    ? links
    : links.map((url) => ({ url, thumbnail: url.replace('.png', '_640_N.webp') }));
  return { imageUrl, imageUrls };
}

export function buttonsOf(
  { kind, version, hash }: MjproxyFacts,
  { faults }: Pick<MjproxyWorld, 'faults'>,
) {
  const usual = midjourneyButtons(
    kind === 'texts' || kind === 'window' ? 'none' : kind,
    version,
    hash,
  );
  if (kind !== 'solo' || !faults.isOn('own-square')) return usual;
  const customId = `MJ::Outpaint::100::1::${hash}::SOLO`;
  return [...usual, { customId, emoji: '↔️', label: 'Make Square', style: 2, type: 2 }];
}

/** The whole task is posted at every change; windows are among what gets lost. */
export function deliverChange(world: MjproxyWorld, task: MjproxyTask): void {
  const url = task.facts.notifyHook;
  if (url === null || task.facts.kind === 'window') return;
  const post = (view: unknown): void =>
    world.deliver({
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(view),
    });
  post(taskView(world, task));
  if (world.jobs.stateOf(task).kind === 'done' && world.faults.isOn('late-progress')) {
    post({ ...taskView(world, task), status: 'IN_PROGRESS', progress: '46%' });
  }
}
