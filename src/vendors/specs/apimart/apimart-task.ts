/**
 * A task as APIMart tells it: the Midjourney view, a bare object, and tolerated beside it the general
 * view of all its tasks, which has no buttons. Pages and observed answers differ in the fields' names.
 */
import * as z from 'zod';
import type { CheckOutcome, PictureSource, VendorOutput } from '#ports/vendor.ts';
import { readButtons } from '#vendors/midjourney-buttons.ts';
import { JUDGED_IN_CHINESE, numberedTexts, readPercent } from '#vendors/midjourney-texts.ts';
import { speaksOfModeration } from '#vendors/moderation.ts';
import { isLink, type PlacedLink, placedLinks } from '#vendors/placed-links.ts';
import type { ApimartTicket } from './apimart-ticket.ts';

const text = z.string().nullish().catch(null);
const list = z.array(z.unknown()).nullish().catch(null);

const mediaSchema = z
  .array(z.object({ url: z.union([z.string(), z.array(z.string())]) }))
  .nullish()
  .catch(null)
  .transform((items) => (items ?? []).flatMap(({ url }) => url));

const taskSchema = z.object({
  status: z.string(),
  progress: z.unknown().optional(),
  grid_image_url: text,
  image_urls: list,
  video_url: text,
  video_urls: list,
  buttons: z.unknown().optional(),
  prompt: text,
  prompt_en: text,
  description: text,
  fail_reason: text,
  error: z.object({ message: text }).nullish().catch(null),
  result: z.object({ images: mediaSchema, videos: mediaSchema }).nullish().catch(null),
});

const wrapped = z.object({ data: taskSchema }).transform(({ data }) => data);
const anyViewSchema = z.union([taskSchema, wrapped]);

type ApimartTask = z.infer<typeof taskSchema>;

/** `.../0.png` is the first picture. */
const PLACE = /\/([0-3])\.\w+(?:\?|$)/;

/** Where the task stands; null where the answer is none. */
export function readTask(json: unknown, ticket: ApimartTicket): CheckOutcome | null {
  const read = anyViewSchema.safeParse(json);
  if (!read.success) return null;
  const task = read.data;
  switch (task.status.toUpperCase()) {
    case 'SUCCESS':
    case 'COMPLETED':
      return readResult(task, ticket);
    case 'FAILURE':
    case 'FAILED':
    case 'CANCEL':
    case 'CANCELLED':
      return failed(task.fail_reason || task.error?.message || 'The task was cancelled');
    case 'MODAL':
      if (ticket.shape === 'window')
        return { kind: 'finished', output: outputOf(task, ticket, []) };
      return ticket.confirmed ? running(task) : failed('The task waits for what nobody planned');
    default:
      return running(task);
  }
}

function readResult(task: ApimartTask, ticket: ApimartTicket): CheckOutcome {
  switch (ticket.shape) {
    case 'window':
      return failed('The task ran without waiting for its mask');
    case 'texts': {
      const texts = numberedTexts(task.prompt || task.description || task.prompt_en || '');
      if (texts.length === 0) return running(task);
      return { kind: 'finished', output: { ...outputOf(task, ticket, []), texts } };
    }
    case 'videos': {
      const told = [...(task.video_urls ?? []), task.video_url, ...(task.result?.videos ?? [])];
      const videos = [...new Set(told.filter(isLink))].map(sourceOf);
      if (videos.length === 0) return running(task);
      return { kind: 'finished', output: { ...outputOf(task, ticket, []), videos } };
    }
    default:
      return readPictures(task, ticket);
  }
}

function readPictures(task: ApimartTask, ticket: ApimartTicket): CheckOutcome {
  const own = (task.image_urls ?? []).filter(isLink);
  const links = own.length > 0 ? own : (task.result?.images ?? []).filter(isLink);
  const composite =
    ticket.shape === 'grid' && isLink(task.grid_image_url) ? task.grid_image_url : null;
  if (links.length === 0 && composite === null) return running(task);
  const [single] = links;
  const pictures: readonly PlacedLink[] =
    ticket.shape !== 'grid' && single !== undefined
      ? [{ cell: 1, url: single }]
      : placedLinks(links, PLACE);
  const output = outputOf(task, ticket, pictures);
  return {
    kind: 'finished',
    output: { ...output, composite: composite === null ? null : sourceOf(composite) },
  };
}

function outputOf(
  task: ApimartTask,
  ticket: ApimartTicket,
  pictures: readonly PlacedLink[],
): VendorOutput {
  return {
    pictures: pictures.map(({ cell, url }) => ({ cell, source: sourceOf(url) })),
    composite: null,
    handle: { ...ticket, buttons: readButtons(task.buttons), links: pictures },
    seed: null,
  };
}

/** No picture comes before the end. */
const running = (task: ApimartTask): CheckOutcome => ({
  kind: 'running',
  percent: readPercent(task.progress),
  preview: null,
});

function failed(detail: string): CheckOutcome {
  const kind =
    speaksOfModeration(detail) || JUDGED_IN_CHINESE.test(detail)
      ? 'moderated'
      : // A flag its engine does not take, found only now.
        /upstream code=4\b/.test(detail)
        ? 'input-refused'
        : /time(?:d )?out/i.test(detail)
          ? 'timed-out'
          : 'generation-failed';
  return { kind: 'failed', failure: { kind, detail } };
}

const sourceOf = (url: string): PictureSource => ({ kind: 'url', url });
