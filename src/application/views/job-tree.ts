/**
 * A job's ancestors and descendants. It never shows stealth jobs of others, removed jobs, or jobs of channels that the
 * person may not see, and it is limited to a number of jobs that fits one picture.
 */

import type { AppContext } from '#application/app-context.ts';
import { type AgedPlace, mayShowIn } from '#domain/channel-age.ts';
import { type GuildId, parseJobId, type UserId } from '#domain/ids.ts';
import type { Job, JobRequest } from '#domain/job.ts';
import { isHiddenFrom } from '#domain/job-visibility.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import { wholePicture } from '#domain/result.ts';
import type { JobLists, JobStore } from '#ports/job-store.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { TreeBox } from '#ports/pictures.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import { isPostedIn } from './seen-jobs.ts';

/** A job in the tree; `parent` is an index in the list. */
export type Relative = { readonly job: Job; readonly parent: number | null };

/** The tree as shown, oldest ancestor first. */
export type JobTree = {
  readonly relatives: readonly Relative[];
  /** The index of the requested job. */
  readonly asked: number;
  /** There are more relatives than shown. */
  readonly more: boolean;
  readonly picture: Attachment;
};

/** The tree of a job, or why it is not shown. */
export type TreeOutcome = { readonly kind: 'tree'; readonly tree: JobTree } | Rejected;

type Viewer = AgedPlace & {
  readonly guildId: GuildId;
  readonly userId: UserId;
};

const RELATIVES_MAX = 24;

/** The most parents to follow. */
const STEPS_UP_MAX = 200;

/** The most ancestors to show; the oldest one is always shown. */
const ANCESTORS_MAX = 6;

/** `/tree`: one of the person's own jobs, or one that everybody in the channel may see. */
export async function jobTree(
  context: AppContext,
  request: Viewer & {
    readonly jobId: string;
    /** A job's label in the person's language. */
    readonly titleOf: (request: JobRequest) => string;
  },
): Promise<TreeOutcome> {
  const id = parseJobId(request.jobId.trim().toLowerCase());
  const asked = id === null ? null : await context.store.findJob(id);
  if (asked === null || !(await isVisible(context, asked, request))) {
    const isKnown =
      asked?.origin.guildId === request.guildId && !isHiddenFrom(asked, request.userId);
    const isOwn = isKnown && asked?.origin.userId === request.userId;
    return rejected({ kind: isOwn ? 'age-restricted' : isKnown ? 'not-yours' : 'job-unknown' });
  }
  const above = await ancestors(context, asked, request);
  const relatives: Relative[] = [...above.jobs, asked].map((job, place) => ({
    job,
    parent: place === 0 ? null : place - 1,
  }));
  const place = relatives.length - 1;
  const below = await addDescendants(context, relatives, request);
  const boxes = await boxesOf(context, relatives, { asked: place, titleOf: request.titleOf });
  const picture = await context.pictures.drawTree(boxes);
  return { kind: 'tree', tree: { relatives, asked: place, more: above.more || below, picture } };
}

/** A person's newest finished jobs, for autocomplete. */
export async function recentResults(
  { store }: { readonly store: JobStore & JobLists & RemarkStore },
  { guildId, userId }: Pick<Viewer, 'guildId' | 'userId'>,
): Promise<readonly Job[]> {
  const recent = await store.recentJobs(guildId, userId, 100);
  return recent.filter(({ result }) => result !== null);
}

async function isVisible(
  { store }: { readonly store: JobStore & JobLists & RemarkStore },
  job: Job,
  viewer: Viewer,
): Promise<boolean> {
  const { origin, result } = job;
  if (origin.guildId !== viewer.guildId || !mayShowIn(origin, viewer)) return false;
  if (origin.userId === viewer.userId) return true;
  if (result !== null) return isPostedIn(store, job, viewer);
  return !isHiddenFrom(job, viewer.userId) && origin.channelId === viewer.channelId;
}

/** Oldest first; of a long line the middle is left out. */
async function ancestors(context: AppContext, job: Job, viewer: Viewer) {
  const found: Job[] = [];
  let above = job.parentId;
  for (let step = 0; above !== null && step < STEPS_UP_MAX; step++) {
    const parent = await context.store.findJob(above);
    if (parent === null) break;
    if (await isVisible(context, parent, viewer)) found.unshift(parent);
    above = parent.parentId;
  }
  if (found.length <= ANCESTORS_MAX) return { jobs: found, more: above !== null };
  return { jobs: [...found.slice(0, 1), ...found.slice(1 - ANCESTORS_MAX)], more: true };
}

/** Adds generation after generation; returns whether some did not fit. */
async function addDescendants(
  context: AppContext,
  relatives: Relative[],
  viewer: Viewer,
): Promise<boolean> {
  for (let place = relatives.length - 1; place < relatives.length; place++) {
    const parent = relatives[place]?.job;
    const children =
      parent === undefined ? [] : await context.store.childJobs(parent.id, RELATIVES_MAX + 1);
    const visible: Job[] = [];
    for (const child of children) {
      if (!endedWithoutResult(child) && (await isVisible(context, child, viewer)))
        visible.push(child);
    }
    const shown = visible.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const room = RELATIVES_MAX - relatives.length;
    relatives.push(...shown.slice(0, room).map((job) => ({ job, parent: place })));
    if (shown.length > room) return true;
  }
  return false;
}

const endedWithoutResult = ({ state }: Job): boolean => state === 'failed' || state === 'cancelled';

/** One at a time, so that at most one large picture is in memory. */
async function boxesOf(
  { archive, pictures }: AppContext,
  relatives: readonly Relative[],
  { asked, titleOf }: { readonly asked: number } & Pick<Parameters<typeof jobTree>[1], 'titleOf'>,
): Promise<readonly TreeBox[]> {
  const boxes: TreeBox[] = [];
  for (const [place, { job, parent }] of relatives.entries()) {
    const { result } = job;
    const isPicture = result?.kind === 'grid' || result?.kind === 'image';
    const shown = wholePicture(result);
    const bytes = shown === undefined ? null : await archive.get(shown.key);
    boxes.push({
      parent,
      number: place + 1,
      label: titleOf(job.request),
      holds: isPicture ? 'picture' : (result?.kind ?? 'nothing'),
      thumbnail: bytes === null ? null : ((await pictures.preview(bytes))?.bytes ?? null),
      isAsked: place === asked,
    });
  }
  return boxes;
}
