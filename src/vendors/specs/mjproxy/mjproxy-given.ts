/**
 * What starts from pictures that a person gave. Servers want the bytes of what is blended or described;
 * only the newer ones take a link instead, so that serves where the bytes are gone. Edits take either,
 * and a link is the smaller. Nothing here reads a parent.
 */
import type { FailureCause } from '#domain/failure-cause.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf } from '#domain/prompt/read.ts';
import type { VendorImage, VendorRequest } from '#ports/vendor.ts';
import { blendPrompt, imaginePrompt } from './mjproxy-prompt.ts';
import type { MjproxyCall } from './mjproxy-request.ts';

const BLENDED_MAX = 5;

/** The three shapes of its blend. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  '2:3': 'PORTRAIT',
  '1:1': 'SQUARE',
  '3:2': 'LANDSCAPE',
};

/** The call that mixes pictures. Links alone, as a prompt, are the same thing. */
export function planBlend({ prompt, imageUrls = [], images = [] }: VendorRequest): MjproxyCall {
  if (imageUrls.length < 2)
    return refused('A blend needs two pictures', { kind: 'picture-missing' });
  const dimensions = DIMENSIONS[formatAspectRatio(aspectRatioOf(parsePrompt(prompt)))];
  const isWhole = images.length === imageUrls.length && images.length <= BLENDED_MAX;
  if (!isWhole || dimensions === undefined) {
    return call('/submit/imagine', { prompt: blendPrompt(prompt, imageUrls) }, 'grid');
  }
  return call('/submit/blend', { base64Array: images.map(dataUrl), dimensions }, 'grid');
}

/** The call that finds words for a picture. */
export function planDescribe({ imageUrls = [], images = [] }: VendorRequest): MjproxyCall {
  const [image] = images;
  if (image !== undefined) return call('/submit/describe', { base64: dataUrl(image) }, 'texts');
  const [link] = imageUrls;
  if (link === undefined)
    return refused('There is no picture to describe', { kind: 'picture-missing' });
  return call('/submit/describe', { link }, 'texts');
}

/** The call that makes a picture anew by words: `edits`, or `retexture`, which keeps its shapes. */
export function planEdit(
  { prompt, imageUrls = [] }: VendorRequest,
  route: 'edits' | 'retexture',
): MjproxyCall {
  const [image] = imageUrls;
  if (image === undefined)
    return refused('There is no picture to edit', { kind: 'picture-missing' });
  return call(`/submit/${route}`, { prompt: imaginePrompt(prompt), image }, 'grid');
}

const dataUrl = ({ bytes, mediaType }: VendorImage): string =>
  `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;

const call = (
  path: string,
  body: Extract<MjproxyCall, { readonly kind: 'call' }>['body'],
  shape: 'grid' | 'texts',
): MjproxyCall => ({ kind: 'call', path, body, shape });

const refused = (detail: string, cause: FailureCause): MjproxyCall => ({
  kind: 'refused',
  failure: { kind: 'input-refused', detail, cause },
});
