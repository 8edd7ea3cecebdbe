/** What the emulated APIMart says: two forms of error, two views of a task, deliveries. */
import type { EmulatorWorld } from './define-emulator.ts';
import type { EmulatedJob, JobState } from './emulated-jobs.ts';
import type { EmulatedPicture } from './emulated-pictures.ts';
import { type MidjourneyButton, midjourneyButtons } from './midjourney-buttons.ts';
import type { EngineVersion } from './read-prompt.ts';

export type ApimartKind = 'grid' | 'solo' | 'upscaled' | 'videos' | 'texts' | 'window';

/** What is kept of a task beside its course. */
export type ApimartFacts = {
  readonly kind: ApimartKind;
  /** The task's id as its clients know it; a window and what runs after it share one. */
  readonly taskId: string;
  readonly action: string;
  readonly mode: string;
  readonly prompt: string;
  readonly version: EngineVersion;
  readonly pictures: readonly EmulatedPicture[];
  readonly videoCount: number;
  readonly answer: string;
  readonly hash: string;
  /** A flag the engine does not take: the task is accepted and fails with this. */
  readonly engineError: string | null;
  readonly webhook: string | null;
};

export type ApimartTask = EmulatedJob<ApimartFacts>;
export type ApimartWorld = EmulatorWorld<ApimartFacts>;

const TYPES: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'Invalid request'],
  401: ['authentication_error', 'Invalid API key'],
  402: ['payment_required', 'Insufficient balance'],
  403: ['permission_error', 'You have no access to this task'],
  404: ['not_found_error', 'Task not found'],
  422: ['invalid_request_error', 'Content policy violation'],
  429: ['rate_limit_error', 'Too many requests'],
  502: ['bad_gateway', 'Bad gateway'],
};

/** The common form of an error. */
export function errorReply(status: number, text?: string): Response {
  const [type, message] = TYPES[status] ?? ['server_error', 'Internal error'];
  return Response.json({ error: { code: status, message: text ?? message, type } }, { status });
}

/** The other form, of the engine behind some routes. */
export const engineReply = (code: number, description: string, status: number): Response =>
  Response.json({ code, description }, { status });

/** The bare Midjourney view. */
export function taskView(world: ApimartWorld, task: ApimartTask): Record<string, unknown> {
  const { faults } = world;
  const { facts } = task;
  const state = stateOf(world, task);
  const status = statusOf(world, facts, state);
  const isDone = state.kind === 'done' && status === 'SUCCESS';
  const times = faults.isOn('other-times')
    ? { created_at: task.acceptedAtMs, finished_at: isDone ? task.endsAtMs : null }
    : { created: Math.floor(task.acceptedAtMs / 1000) };
  return {
    id: facts.taskId,
    status: faults.isOn('lower-case') ? status.toLowerCase() : status,
    action: facts.action,
    mode: facts.mode,
    ...progressOf(world, facts, state),
    ...(isDone ? resultOf(world, task) : {}),
    ...(status === 'FAILURE' && state.kind === 'failed' ? { fail_reason: state.text } : {}),
    ...times,
  };
}

function stateOf({ jobs }: ApimartWorld, task: ApimartTask): JobState {
  const state = jobs.stateOf(task);
  const text = task.facts.engineError;
  return state.kind === 'done' && text !== null ? { kind: 'failed', text } : state;
}

function statusOf({ faults }: ApimartWorld, { kind }: ApimartFacts, state: JobState): string {
  if (kind === 'window') return faults.isOn('window-expired') ? 'CANCEL' : 'MODAL';
  return { queued: 'SUBMITTED', running: 'IN_PROGRESS', done: 'SUCCESS', failed: 'FAILURE' }[
    state.kind
  ];
}

function progressOf({ faults }: ApimartWorld, { kind }: ApimartFacts, state: JobState) {
  const percent =
    kind === 'window'
      ? 15
      : state.kind === 'running'
        ? state.percent
        : state.kind === 'queued'
          ? 5
          : 100;
  if (percent === null) return {};
  return { progress: faults.isOn('numeric-progress') ? percent : `${percent}%` };
}

function resultOf({ faults, origin }: ApimartWorld, task: ApimartTask): Record<string, unknown> {
  const { kind, taskId, pictures, prompt, answer, videoCount } = task.facts;
  const at = (file: string) => `${origin()}/pictures/${taskId}/${file}`;
  const prompts = (words: string) =>
    faults.isOn('prompt-en') ? { prompt_en: words } : { prompt: words };
  if (kind === 'texts') return prompts(answer);
  const buttons = faults.isOn('no-buttons') ? {} : { buttons: buttonsOf(faults, task.facts) };
  if (kind === 'videos') {
    const urls = Array.from({ length: videoCount }, (_, place) => at(`${place}.mp4`));
    return { ...buttons, ...prompts(prompt), video_url: urls[0], video_urls: urls };
  }
  const links = pictures.slice(0, task.pictureCount).map((_, place) => at(`${place}.png`));
  const hasComposite = kind === 'grid' && !faults.isOn('no-composite');
  return {
    grid_image_url: hasComposite ? at('grid.png') : '',
    image_urls: links,
    ...buttons,
    ...prompts(prompt),
    cost: 0.05504,
  };
}

/** Larger renders are never listed; a version 8 panel may hold what others have after a U. */
export function buttonsOf(
  faults: ApimartWorld['faults'],
  { kind, version, hash }: ApimartFacts,
): readonly MidjourneyButton[] {
  if (kind === 'texts' || kind === 'window') return [];
  const listed = midjourneyButtons(kind, version, hash).filter(
    ({ customId }) => !/::upsample_|::animate_/.test(customId),
  );
  const isWide = faults.isOn('wide-panel') && (kind === 'grid' || kind === 'solo');
  if (!isWide) return listed;
  const extra = ['JOB::pan_left', 'JOB::pan_right', 'JOB::pan_up', 'JOB::pan_down']
    .concat('Outpaint', 'Inpaint')
    .map((name) => ({
      customId: `MJ::${name}::1::${hash}`,
      emoji: '',
      label: '',
      style: 2,
      type: 2,
    }));
  return [...listed, ...extra];
}

/** The general view of all tasks: no buttons, pictures in lists of lists. */
export function unifiedView(world: ApimartWorld, task: ApimartTask): Record<string, unknown> {
  const state = stateOf(world, task);
  const { image_urls: urls } = resultOf(world, task);
  const status = { queued: 'pending', running: 'processing', done: 'completed', failed: 'failed' }[
    state.kind
  ];
  const images = Array.isArray(urls) ? urls.map((url) => ({ url: [url], expires_at: 0 })) : [];
  return {
    id: task.facts.taskId,
    status,
    progress: state.kind === 'running' ? state.percent : 100,
    ...(state.kind === 'done' ? { result: { images } } : {}),
    ...(state.kind === 'failed' ? { error: { code: 'failed', message: state.text } } : {}),
  };
}

/** At the end only, to the address with `/callback` behind it. */
export function deliverEnd(world: ApimartWorld, task: ApimartTask, state: JobState): void {
  const { webhook, kind } = task.facts;
  if (webhook === null || kind === 'window' || (state.kind !== 'done' && state.kind !== 'failed')) {
    return;
  }
  world.deliver({
    url: `${webhook}/callback`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(unifiedView(world, task)),
  });
}
