import type { ActionName } from '#domain/action.ts';
import { withParameter } from '#domain/prompt/change.ts';
import { hasParameter } from '#domain/prompt/read.ts';
import { picturePrompt, writtenPrompt } from '#vendors/midjourney-prompt.ts';

/** All flags inline, as Midjourney takes them. */
export const imaginePrompt = (prompt: string): string => writtenPrompt(picturePrompt(prompt));

/** The pictures' links and nothing to read; only parameters follow. */
export function blendPrompt(prompt: string, links: readonly string[]): string {
  const { parameters } = picturePrompt(prompt);
  const imageUrls = links.map((url) => ({ url, weight: null }));
  return writtenPrompt({ imageUrls, text: '', parameters });
}

/** What a window is answered with: the prompt, and for zooms how far. */
export function windowPrompt(prompt: string, action: ActionName): string {
  const parsed = picturePrompt(prompt);
  if (action === 'square') {
    return writtenPrompt(withParameter(withParameter(parsed, 'ar', ['1:1']), 'zoom', ['1']));
  }
  if (action === 'zoom-custom' && !hasParameter(parsed, 'zoom')) {
    return writtenPrompt(withParameter(parsed, 'zoom', ['2']));
  }
  return writtenPrompt(parsed);
}
