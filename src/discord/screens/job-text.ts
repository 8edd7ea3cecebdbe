/** The parts of lines about a job: its prompt, owner and speed. */
import type { ActionName } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import { echoPrompt, echoVideoPrompt } from '#domain/prompt/echo.ts';
import { linksOf } from '#domain/prompt/links.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import type { Speed } from '#domain/speed.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';
import { CONTENT_CHARACTERS_MAX, displayPrompt } from './display-prompt.ts';

/** The parts of a job that its lines show. */
export type ShownJob = Pick<Job, 'id' | 'origin' | 'request'>;

/** The translator of a job's messages: the server's language, or the person's for ephemeral ones. */
export const translatorOf = ({ origin, request }: Pick<Job, 'origin' | 'request'>): Translator =>
  translatorFor(
    request.visibility === 'stealth' ? origin.locale : (origin.serverLocale ?? origin.locale),
  );

/** The job for its owner's direct messages, in their own language. */
export const inOwnersLanguage = <Shown extends Pick<Job, 'origin'>>(job: Shown): Shown => ({
  ...job,
  origin: { ...job.origin, serverLocale: null },
});

/** The job without what its person wrote or gave, for places whose filters do not let that pass. */
export const withoutWords = <Shown extends Pick<Job, 'request'>>(job: Shown): Shown => ({
  ...job,
  request: { ...job.request, prompt: '', images: [] },
});

/** The prompt as in Midjourney's messages, with its links; not yet safe for a message. */
export const echoOf = (job: Pick<Job, 'request'>): string =>
  echoWith(job, shownPrompt(job), inBrackets);

/** The same for lists and screen readers: an emoji in place of each picture's link. */
export const listedPrompt = (job: Pick<Job, 'request'>): string =>
  echoWith(job, shownPrompt(job), () => '🖼');

const COMMANDS: readonly ActionName[] = ['describe', 'shorten', 'blend', 'edit', 'retexture'];

/** The command to repeat the job: its own, or `/imagine` for follow-ups, with the prompt. */
export function requestText(job: Pick<Job, 'request'>): string {
  const { action } = job.request;
  const command = COMMANDS.includes(action) ? action : 'imagine';
  return `/${command} ${echoOf(job)}`.trimEnd();
}

const inBrackets = (url: string): string => `<${withoutSignature(url)}>`;

function echoWith(
  { request }: Pick<Job, 'request'>,
  shown: ParsedPrompt,
  write: (url: string) => string,
): string {
  switch (request.action) {
    case 'animate-high':
    case 'extend-high':
      return echoVideoPrompt(shown, 'high', write);
    case 'animate-low':
    case 'extend-low':
      return echoVideoPrompt(shown, 'low', write);
    default:
      return echoPrompt(shown, write);
  }
}

/** The prompt, preceded by pictures that are sent to the vendor separately. */
function shownPrompt({ request }: Pick<Job, 'request'>): ParsedPrompt {
  const parsed = parsePrompt(request.prompt);
  if (!STARTS_FROM_IMAGES.includes(request.action)) return parsed;
  const imageUrls = (request.images ?? []).map(({ url }) => ({ url, weight: null }));
  return { ...parsed, imageUrls };
}

const STARTS_FROM_IMAGES: readonly ActionName[] = ['blend', 'edit', 'retexture'];

/** Discord's links to files end in a long signature (docs.discord.com, Reference). */
function withoutSignature(url: string): string {
  // Without a regular expression: links are untrusted input and could cause backtracking.
  const [address, ...query] = url.split('?');
  const isSigned = query
    .join('?')
    .split('&')
    .some((field) => field.startsWith('hm='));
  return isSigned && address !== undefined ? address : url;
}

/**
 * The line of a job, with the prompt shortened so that it fits into a message; `write` adds the rest around the bold
 * prompt. Pictures are shown as named links: their addresses are long and say nothing.
 */
export function lineOf(
  job: Pick<Job, 'origin' | 'request'>,
  write: (prompt: string) => string,
): string {
  const shown = shownPrompt(job);
  const echo = echoWith(job, shown, inBrackets);
  const around = write('');
  // A described picture has no prompt yet.
  if (echo === '') return around.replace(/^ - /, '');
  const stars = 4;
  const room = CONTENT_CHARACTERS_MAX - around.length - stars;
  return write(`**${displayPrompt(echo, room, imageNames(job, shown))}**`);
}

/** The names of picture links, by the shown link. */
function imageNames(
  job: Pick<Job, 'origin' | 'request'>,
  shown: ParsedPrompt,
): ReadonlyMap<string, string> {
  const { say } = translatorOf(job);
  const links = new Set(linksOf(shown).map(withoutSignature));
  return new Map(
    [...links].map((link, place) => [link, say('line.image', { number: place + 1 })] as const),
  );
}

/** A mention of the job's owner. */
export function mention({ origin }: Pick<Job, 'origin'>): string {
  return `<@${origin.userId}>`;
}

const SPEED_KEYS = {
  relax: 'speed.relax',
  fast: 'speed.fast',
  turbo: 'speed.turbo',
} as const satisfies Record<Speed, TextKey>;

/** `fast`, `relaxed`, `turbo`. */
export const speedWord = ({ say }: Translator, speed: Speed): string => say(SPEED_KEYS[speed]);

/** The job's speed, as `fast, stealth` for a stealth job. */
export function modeText(job: Pick<Job, 'origin' | 'request'>): string {
  const translator = translatorOf(job);
  const speed = speedWord(translator, job.request.speed);
  return job.request.visibility === 'stealth' ? translator.say('speed.stealth', { speed }) : speed;
}

/** The number of the parent's chosen picture; 1 for a single image. */
export function imageNumber({ request }: Pick<Job, 'request'>): number {
  return request.cell ?? 1;
}
