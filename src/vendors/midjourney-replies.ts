import * as z from 'zod';
import type { Json } from '#domain/json.ts';
import type { VendorOutput } from '#ports/vendor.ts';
import { readButtons } from './midjourney-buttons.ts';
import { reportsModeration } from './moderation.ts';
import { type PlacedLink, placedSources } from './placed-links.ts';

/** `1️⃣` as Midjourney numbers the results of describe and shorten; some proxies drop the variation selector. */
const KEYCAP = /[1-9]\uFE0F?\u20E3/u;

/** The numbered texts of one long reply; the whole reply if nothing is numbered. */
export function numberedSuggestions(answer: string): readonly string[] {
  const [head = '', ...numbered] = answer.split(KEYCAP);
  const texts = numbered.length > 0 ? numbered : [head];
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

const percentSchema = z
  .union([z.number(), z.string().regex(/^\s*\d+(?:\.\d+)?\s*%?\s*$/)])
  .transform((progress) => Math.min(100, Math.max(0, Number.parseFloat(String(progress)))));

/** Reads `"46%"`, `"46"` or `46`; null for anything else. */
export const readPercent = (progress: unknown): number | null =>
  percentSchema.safeParse(progress).data ?? null;

const CHINESE_MODERATION = /违禁|敏感|违规|审核|禁止|屏蔽/;

/** Whether a text reports moderation, in English or in the Chinese texts of the engines behind many proxies. */
export const proxyReportsModeration = (text: string): boolean =>
  reportsModeration(text) || CHINESE_MODERATION.test(text);

/** A finished task's output. Its handle is the ticket with Midjourney's buttons and the pictures' links. */
export const taskOutput = (
  task: { readonly buttons?: unknown },
  ticket: { readonly [key: string]: Json },
  links: readonly PlacedLink[],
): VendorOutput => ({
  pictures: placedSources(links),
  composite: null,
  handle: { ...ticket, buttons: readButtons(task.buttons), links },
  seed: null,
});
