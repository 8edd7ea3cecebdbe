import { z } from 'zod';
import { withText } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { describePicture } from './studio-describe.ts';
import { planBlend, planEdit } from './studio-given.ts';
import type { GivenPhoto } from './studio-photo.ts';
import { studioPicture } from './studio-picture.ts';
import { planPictures } from './studio-plan.ts';
import { shortenPrompt } from './studio-shorten.ts';
import { planVideos, studioClip } from './studio-videos.ts';

/** The work of a ticket; texts are ready when it is written. */
export const studioWork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pictures'), pictures: z.array(studioPicture).min(1) }),
  z.object({ kind: z.literal('videos'), clips: z.array(studioClip).min(1) }),
  z.object({
    kind: z.literal('words'),
    texts: z.array(z.string()),
    tokens: z.array(z.object({ text: z.string(), weight: z.number() })),
  }),
]);

/** The work of a studio ticket. */
export type StudioWork = z.infer<typeof studioWork>;

/** The work for a request; null if the studio cannot do it with that parent. */
export async function planWork(
  request: VendorRequest,
  key: string,
  given: GivenPhoto | null,
): Promise<StudioWork | null> {
  switch (request.action) {
    case 'describe': {
      const [picture] = request.images ?? [];
      if (picture === undefined) return null;
      return { kind: 'words', texts: [...(await describePicture(picture.bytes))], tokens: [] };
    }
    case 'shorten': {
      const { texts, tokens } = shortenPrompt(parsePrompt(request.prompt));
      return { kind: 'words', texts: [...texts], tokens: [...tokens] };
    }
    case 'blend':
      return { kind: 'pictures', pictures: [...(await planBlend(request, key))] };
    case 'edit':
    case 'retexture': {
      const pictures = await planEdit(request, request.action, key);
      return pictures === null ? null : { kind: 'pictures', pictures: [...pictures] };
    }
    case 'animate-high':
    case 'animate-low':
    case 'extend-high':
    case 'extend-low': {
      const clips = planVideos(request, key, given);
      return clips === null ? null : { kind: 'videos', clips: [...clips] };
    }
    default: {
      const pictures = planPictures(await withImageWords(request), key, given);
      return pictures === null ? null : { kind: 'pictures', pictures: [...pictures] };
    }
  }
}

/** The studio cannot use a picture while painting, so it also paints the picture's description. */
async function withImageWords(request: VendorRequest): Promise<VendorRequest> {
  const { action, images = [], prompt } = request;
  if (images.length === 0 || (action !== 'imagine' && action !== 'reroll')) return request;
  const described = await Promise.all(images.map(({ bytes }) => describePicture(bytes)));
  const parsed = parsePrompt(prompt);
  const words = [parsed.text, ...described.map(([first = '']) => parsePrompt(first).text)];
  const text = words.filter((part) => part !== '').join(', ');
  return { ...request, prompt: formatPrompt(withText(parsed, text)) };
}
