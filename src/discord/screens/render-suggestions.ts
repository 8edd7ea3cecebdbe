/** The suggestions of describe and shorten as Midjourney's embed. */
import type { APIEmbed } from 'discord-api-types/v10';
import { KEYCAPS } from '#discord/components/suggestion-rows.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { SuggestionsResult, Token } from '#domain/result.ts';
import type { Translator } from '#i18n/translator.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { echoOf, type ShownJob, translatorOf } from './job-text.ts';

/** Five of these and the tokens fit into an embed. */
const TEXT_CHARACTERS_MAX = 500;
const TOKENS_CHARACTERS_MAX = 800;
/** Midjourney strikes through tokens with a lower weight. */
const IMPORTANT_WEIGHT = 0.5;
const BAR_BLOCKS = 10;

/** The suggestions in Midjourney's layout; a described picture is shown below. */
export function suggestionsEmbed(
  job: ShownJob,
  result: SuggestionsResult,
  pictureName: string | null,
): APIEmbed {
  const { say } = translatorOf(job);
  const isShortened = job.request.action === 'shorten';
  const suggestions = result.suggestions
    .map((text, place) => `${KEYCAPS[place] ?? ''} ${displayPrompt(text, TEXT_CHARACTERS_MAX)}`)
    .join('\n\n');
  const { title: _title, ...plain } = embed({
    title: '',
    description: isShortened
      ? `${tokensText(translatorOf(job), result.tokens)}## ${say('shorten.prompts')}\n${suggestions}`
      : suggestions,
    color: COLORS.plain,
    ...(isShortened ? { footer: say('shorten.footer') } : {}),
  });
  return pictureName === null ? plain : { ...plain, image: { url: `attachment://${pictureName}` } };
}

/** `Show Details`: each token with its weight and a bar. */
export function tokensEmbed(
  { say }: Translator,
  job: ShownJob,
  tokens: readonly Token[],
): APIEmbed {
  const lines = tokens.map(({ text, weight }) => {
    const blocks = '█'.repeat(Math.round(weight * BAR_BLOCKS));
    return `${displayPrompt(text, 60)} (${weight.toFixed(2)}) ${blocks}`;
  });
  return embed({
    title: say('shorten.tokens'),
    description: lines.join('\n'),
    color: COLORS.plain,
    footer: `/shorten ${parsePrompt(echoOf(job)).text}`,
  });
}

function tokensText({ say }: Translator, tokens: readonly Token[]): string {
  if (tokens.length === 0) return '';
  let text = '';
  for (const token of tokens) {
    const mark = token.weight >= IMPORTANT_WEIGHT ? '**' : '~~';
    const next = `${mark}${displayPrompt(token.text, 60)}${mark} `;
    if (text.length + next.length > TOKENS_CHARACTERS_MAX) break;
    text += next;
  }
  return `## ${say('shorten.tokens')}\n${text.trimEnd()}\n`;
}
