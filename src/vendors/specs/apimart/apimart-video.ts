import { parsePrompt } from '#domain/prompt/parse.ts';
import { numberOf, parameterOf } from '#domain/prompt/read.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { ApimartCall, ApimartPlan } from './apimart-request.ts';
import { readHandle } from './apimart-ticket.ts';

const BATCHES: readonly (number | null)[] = [1, 2, 4];

/**
 * The call that animates a picture: by task and number where the task is an imagine, by a link
 * otherwise. It has one speed of its own, and each video of the batch is billed.
 */
export function planFilm(
  request: VendorRequest,
  { videos, resolution }: Pick<ApimartPlan, 'videos' | 'resolution'>,
): ApimartCall {
  const start = startOf(request);
  if (start === null) return refused('The picture has no address');
  const parsed = parsePrompt(request.prompt);
  const batch = numberOf(parsed, 'bs');
  const [end] = parameterOf(parsed, 'end')?.values ?? [];
  const kind = `vid_1.1_i2v_${end === undefined ? '' : 'start_end_'}${resolution.replace('p', '')}`;
  const body = {
    ...start,
    ...(parsed.text === '' ? {} : { prompt: parsed.text }),
    motion: request.action === 'animate-high' ? 'high' : 'low',
    batch_size: BATCHES.includes(batch) ? batch : videos,
    video_type: kind,
    ...(end === undefined ? {} : { end_url: end }),
  };
  return { kind: 'call', path: 'video', body, shape: 'videos' };
}

function startOf({ cell, parent, imageUrls = [] }: VendorRequest) {
  const handle = parent === null ? null : readHandle(parent.handle);
  const number = handle?.shape === 'grid' ? (cell ?? parent?.cell ?? 1) : 1;
  // Here alone the vendor counts from 0.
  if (handle?.isImagine === true) return { task_id: handle.taskId, index: number - 1 };
  const link = imageUrls[0] ?? handle?.links.find((each) => each.cell === number)?.url;
  return link === undefined ? null : { image_urls: [link] };
}

const refused = (detail: string): ApimartCall => ({
  kind: 'refused',
  failure: { kind: 'action-unavailable', detail },
});
