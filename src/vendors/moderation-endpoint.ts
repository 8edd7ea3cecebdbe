/**
 * Text moderation over HTTP with the protocol of OpenAI's moderation endpoint (platform.openai.com, API reference,
 * Moderations) and compatible services: `{model, input}` is posted, `results[].flagged` and `.categories` are returned.
 * It never waits longer than a few seconds, never reads a long reply, and caches results for a while.
 */
import { z } from 'zod';
import { setNewest } from '#domain/bounded-map.ts';
import { parseJson } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { PromptModerator, PromptVerdict } from '#ports/prompt-moderator.ts';

const PATIENCE_MS = 5_000;
const REPLY_BYTES_MAX = 256 * 1024;
/** Further concurrent texts count as unanswered; requests are never queued. */
const AT_ONCE_MAX = 64;
/** A request may be moderated before its pictures are fetched and again afterwards. */
const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED_MAX = 500;
const CATEGORIES_MAX = 5;
const CATEGORY_CHARACTERS_MAX = 40;

const replySchema = z.object({
  results: z
    .array(
      z.object({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean().nullish()).nullish(),
      }),
    )
    .min(1),
});

const unknown = (detail: string): PromptVerdict => ({ kind: 'unknown', detail });

/** The moderation service at a URL; the key is sent nowhere else. */
export function createModerationEndpoint(
  {
    url,
    key,
    model,
  }: { readonly url: string; readonly key: string | null; readonly model: string },
  clock: Pick<Clock, 'nowMs'>,
): PromptModerator {
  const known = new Map<string, { readonly verdict: PromptVerdict; readonly untilMs: number }>();
  let asking = 0;
  let trouble: ReturnType<PromptModerator['trouble']>;

  async function ask(text: string): Promise<PromptVerdict> {
    const reply = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model, input: text }),
      signal: AbortSignal.timeout(PATIENCE_MS),
      // A redirect would send the text and the key to another host.
      redirect: 'error',
    });
    const body = await readBounded(reply);
    if (!reply.ok) return unknown(`status ${reply.status}`);
    if (body === null) return unknown('the answer is too long');
    const read = replySchema.safeParse(parseJson(body));
    if (!read.success) return unknown('the answer is not that of a moderation endpoint');
    const flagged = read.data.results.filter((result) => result.flagged);
    if (flagged.length === 0) return { kind: 'fine' };
    const names = flagged.flatMap(({ categories }) =>
      Object.entries(categories ?? {}).flatMap(([name, isSo]) => (isSo === true ? [name] : [])),
    );
    const categories = [...new Set(names)]
      .slice(0, CATEGORIES_MAX)
      .map((name) => name.slice(0, CATEGORY_CHARACTERS_MAX));
    return { kind: 'flagged', categories };
  }

  async function patiently(text: string): Promise<PromptVerdict> {
    if (asking >= AT_ONCE_MAX) return unknown('too many texts at once');
    asking += 1;
    try {
      return await ask(text);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return unknown(error.name === 'TimeoutError' ? 'no answer in time' : 'not reached');
    } finally {
      asking -= 1;
    }
  }

  return {
    moderate: async (text) => {
      const nowMs = clock.nowMs();
      const before = known.get(text);
      if (before !== undefined && before.untilMs > nowMs) return before.verdict;
      const verdict = await patiently(text);
      if (verdict.kind === 'unknown') {
        trouble = { sinceMs: trouble?.sinceMs ?? nowMs, detail: verdict.detail };
        return verdict;
      }
      trouble = null;
      setNewest(known, text, { verdict, untilMs: nowMs + REMEMBERED_MS }, REMEMBERED_MAX);
      return verdict;
    },
    trouble: () => trouble,
  };
}

/** The body, or null if it is longer than any valid reply; the rest is not read. */
async function readBounded(reply: Response): Promise<string | null> {
  if (reply.body === null) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of reply.body) {
    bytes += piece.byteLength;
    if (bytes > REPLY_BYTES_MAX) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
