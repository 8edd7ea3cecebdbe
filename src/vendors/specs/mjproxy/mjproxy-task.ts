/**
 * A task as its server tells it. Servers of the original kind give one composite and no buttons,
 * others four links beside it; `status` alone says where it stands.
 */
import * as z from 'zod';
import type { CheckOutcome, PictureSource, VendorOutput } from '#ports/vendor.ts';
import { readButtons } from '#vendors/midjourney-buttons.ts';
import { JUDGED_IN_CHINESE, numberedTexts, readPercent } from '#vendors/midjourney-texts.ts';
import { speaksOfModeration } from '#vendors/moderation.ts';
import { isLink, type PlacedLink, placedLinks } from '#vendors/placed-links.ts';
import type { MjproxyTicket } from './mjproxy-ticket.ts';

const text = z.string().nullish().catch(null);
const links = z
  .array(
    z
      .union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)])
      .nullable()
      .catch(null),
  )
  .nullish()
  .catch(null);

export const taskSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  status: text,
  state: text,
  progress: z.unknown().optional(),
  imageUrl: text,
  imageUrls: links,
  videoUrl: text,
  videoUrls: links,
  failReason: text,
  buttons: z.unknown().optional(),
  promptEn: text,
  prompt: text,
  seed: z.coerce.number().int().nonnegative().nullish().catch(null),
  properties: z.object({ finalPrompt: text }).nullish().catch(null),
});

export type MjproxyTask = z.infer<typeof taskSchema>;

/** How pictures are taken: by their own links where there are any, or cut from the composite. */
export type PictureChoice = 'separate' | 'composite';

/** Where the task stands. */
export function readTask(
  task: MjproxyTask,
  ticket: MjproxyTicket,
  choice: PictureChoice,
): CheckOutcome {
  switch ((task.status ?? '').toUpperCase()) {
    case 'SUCCESS':
      return readResult(task, ticket, choice);
    case 'FAILURE':
    case 'FAILED':
    case 'CANCEL':
    case 'CANCELLED':
      return failed(task.failReason || 'The task was cancelled');
    case 'MODAL':
      return readWindow(task, ticket);
    default:
      return running(task);
  }
}

function readWindow(task: MjproxyTask, ticket: MjproxyTicket): CheckOutcome {
  if (ticket.shape === 'window') return { kind: 'finished', output: outputOf(task, ticket, []) };
  if (ticket.confirmed) return running(task);
  return failed('The account asks back because Remix is on; turn it off or let it confirm itself');
}

function readResult(task: MjproxyTask, ticket: MjproxyTicket, choice: PictureChoice): CheckOutcome {
  const single = isLink(task.imageUrl) ? task.imageUrl : null;
  switch (ticket.shape) {
    case 'window':
      return failed('The task ran without waiting for what it was opened for');
    case 'texts': {
      const texts = numberedTexts(
        task.properties?.finalPrompt || task.promptEn || task.prompt || '',
      );
      if (texts.length === 0) return running(task);
      return { kind: 'finished', output: { ...outputOf(task, ticket, []), texts } };
    }
    case 'videos': {
      const urls = [...(task.videoUrls ?? []), task.videoUrl].filter(isLink);
      if (urls.length === 0) return running(task);
      const videos = [...new Set(urls)].map(sourceOf);
      return { kind: 'finished', output: { ...outputOf(task, ticket, []), videos } };
    }
    case 'solo': {
      const url = single ?? task.imageUrls?.find(isLink);
      if (url === undefined) return running(task);
      return { kind: 'finished', output: outputOf(task, ticket, [{ cell: 1, url }]) };
    }
    default: {
      // Some servers repeat the composite in the list of single pictures.
      const urls = (task.imageUrls ?? []).filter(isLink).filter((url) => url !== single);
      const pictures = choice === 'separate' || single === null ? placedLinks(urls, PLACE) : [];
      if (pictures.length === 0 && single === null) return running(task);
      const composite = single === null ? null : sourceOf(single);
      return { kind: 'finished', output: { ...outputOf(task, ticket, pictures), composite } };
    }
  }
}

function outputOf(
  task: MjproxyTask,
  ticket: MjproxyTicket,
  pictures: readonly PlacedLink[],
): VendorOutput {
  return {
    pictures: pictures.map(({ cell, url }) => ({ cell, source: sourceOf(url) })),
    composite: null,
    handle: { ...ticket, buttons: readButtons(task.buttons), links: pictures },
    seed: task.seed ?? null,
  };
}

/** `.../0_2.png` is the third picture. */
const PLACE = /\/0_([0-3])(?:_[^/]*)?\.\w+(?:\?|$)/;

function running(task: MjproxyTask): CheckOutcome {
  const preview = isLink(task.imageUrl) ? sourceOf(task.imageUrl) : null;
  return { kind: 'running', percent: readPercent(task.progress), preview };
}

function failed(detail: string): CheckOutcome {
  if (speaksOfModeration(detail) || JUDGED_IN_CHINESE.test(detail)) {
    return { kind: 'failed', failure: { kind: 'moderated', detail } };
  }
  const kind = /超时|timed? ?out/i.test(detail) ? 'timed-out' : 'generation-failed';
  return { kind: 'failed', failure: { kind, detail } };
}

const sourceOf = (url: string): PictureSource => ({ kind: 'url', url });
