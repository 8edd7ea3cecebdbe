/**
 * Videos by `/submit/video`, which starts from a link or from a task, so no picture has to be
 * upscaled first. Where no link is known the picture's own button is pressed instead.
 */
import type { FailureCause } from '#domain/failure-cause.ts';
import type { Json } from '#domain/json.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { hasParameter, numberOf, parameterOf } from '#domain/prompt/read.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { MjproxyCall } from './mjproxy-request.ts';
import { readHandle } from './mjproxy-ticket.ts';

const PATH = '/submit/video';
const BATCHES: readonly (number | null)[] = [1, 2, 4];

/** The call that animates a picture by its link; null for other actions and where there is no link. */
export function planFilm(request: VendorRequest): MjproxyCall | null {
  const { action, parent } = request;
  if (action !== 'animate-high' && action !== 'animate-low') return null;
  const image = request.imageUrls?.[0] ?? linkOf(request);
  if (image === undefined) return null;
  const prompt = textOf(request.prompt) || textOf(parent?.prompt ?? '');
  if (prompt === '')
    return refused('The server wants words for a video', {
      kind: 'words-missing',
      vendorLabel: LABEL,
    });
  const motion = action === 'animate-high' ? 'high' : 'low';
  return video({ prompt, image, motion, ...optionsOf(request.prompt) });
}

/** The call that goes on with a video; null for other actions. */
export function planExtension(request: VendorRequest): MjproxyCall | null {
  const { action, cell, parent } = request;
  if (action !== 'extend-high' && action !== 'extend-low') return null;
  const handle = readHandle(parent?.handle);
  if (handle.shape !== 'videos')
    return refused('Only a video can be extended', { kind: 'not-a-video' });
  const motion = action === 'extend-high' ? 'high' : 'low';
  const prompt = textOf(request.prompt) || textOf(parent?.prompt ?? '');
  // Here alone the server counts from 0.
  const index = (cell ?? parent?.cell ?? 1) - 1;
  return video({ action: 'extend', taskId: handle.taskId, index, prompt, motion });
}

function linkOf({ cell, parent }: VendorRequest): string | undefined {
  if (parent === null) return undefined;
  const { shape, links } = readHandle(parent.handle);
  const wanted = shape === 'grid' ? (cell ?? parent.cell ?? 1) : 1;
  return links.find((link) => link.cell === wanted)?.url;
}

function textOf(prompt: string): string {
  const parsed = parsePrompt(prompt);
  return `${parsed.text}${parsed.text !== '' && hasParameter(parsed, 'raw') ? ' --raw' : ''}`;
}

function optionsOf(prompt: string): { readonly [field: string]: Json } {
  const parsed = parsePrompt(prompt);
  const [endImage] = parameterOf(parsed, 'end')?.values ?? [];
  const batchSize = numberOf(parsed, 'bs');
  return {
    ...(hasParameter(parsed, 'loop') ? { loop: true } : {}),
    ...(endImage === undefined ? {} : { endImage }),
    ...(BATCHES.includes(batchSize) ? { batchSize } : {}),
  };
}

const video = (body: { readonly [field: string]: Json }): MjproxyCall => ({
  kind: 'call',
  path: PATH,
  body,
  shape: 'videos',
});

const LABEL = 'midjourney-proxy';

const refused = (detail: string, cause: FailureCause): MjproxyCall => ({
  kind: 'refused',
  failure: { kind: 'input-refused', detail, cause },
});
