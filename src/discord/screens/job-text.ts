/** What every line about a job is put together from: its prompt, its person, its speed. */
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

/** The words of those who read about the job: the server's language, or the person's of what they alone see. */
export const translatorOf = ({ origin, request }: Pick<Job, 'origin' | 'request'>): Translator =>
  translatorFor(
    request.visibility === 'stealth' ? origin.locale : (origin.serverLocale ?? origin.locale),
  );

/** The job as its person reads of it in direct messages: in their own language. */
export const forItsPerson = <Shown extends Pick<Job, 'origin'>>(job: Shown): Shown => ({
  ...job,
  origin: { ...job.origin, serverLocale: null },
});

/** The job without what its person wrote or gave, for places whose filters do not let that pass. */
export const withoutWords = <Shown extends Pick<Job, 'request'>>(job: Shown): Shown => ({
  ...job,
  request: { ...job.request, prompt: '', images: [] },
});

/** The prompt as Midjourney's messages repeat it, with its links, not yet safe for a message. */
export const echoOf = (job: Pick<Job, 'request'>): string =>
  echoWith(job, shownPrompt(job), inBrackets);

/** The same for lists and for what is read aloud: a sign for each picture in place of its link. */
export const listedPrompt = (job: Pick<Job, 'request'>): string =>
  echoWith(job, shownPrompt(job), () => '🖼');

const COMMANDS: readonly ActionName[] = ['describe', 'shorten', 'blend', 'edit', 'retexture'];

/** What starts such a job again: its own command, or `/imagine` for what hangs on a result, with the prompt. */
export function askedText(job: Pick<Job, 'request'>): string {
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

/** The prompt with the pictures at its head that stand beside it at the vendor. */
function shownPrompt({ request }: Pick<Job, 'request'>): ParsedPrompt {
  const parsed = parsePrompt(request.prompt);
  if (!STARTS_FROM_IMAGES.includes(request.action)) return parsed;
  const imageUrls = (request.images ?? []).map(({ url }) => ({ url, weight: null }));
  return { ...parsed, imageUrls };
}

const STARTS_FROM_IMAGES: readonly ActionName[] = ['blend', 'edit', 'retexture'];

/** Discord's links to files end in a signature longer than all the rest (docs.discord.com, Reference). */
function withoutSignature(url: string): string {
  // No expression with two stars: a prompt's link is whatever somebody typed.
  const [address, ...query] = url.split('?');
  const isSigned = query
    .join('?')
    .split('&')
    .some((field) => field.startsWith('hm='));
  return isSigned && address !== undefined ? address : url;
}

/**
 * The line of a job, the prompt shortened so that the whole fits a message; `write` says the rest around the
 * prompt, which is in bold. A picture is a word that leads to it: its address says nothing and fills the line.
 */
export function lineOf(
  job: Pick<Job, 'origin' | 'request'>,
  write: (prompt: string) => string,
): string {
  const shown = shownPrompt(job);
  const echo = echoWith(job, shown, inBrackets);
  const around = write('');
  // A picture that was described has no words yet.
  if (echo === '') return around.replace(/^ - /, '');
  const stars = 4;
  const room = CONTENT_CHARACTERS_MAX - around.length - stars;
  return write(`**${displayPrompt(echo, room, imageNames(job, shown))}**`);
}

/** What the links to pictures are called, by the link as it is shown. */
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

/** The job's person, as Discord shows a mention. */
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

/** How the job is run: its speed, and `fast, stealth` for what the person alone sees. */
export function modeText(job: Pick<Job, 'origin' | 'request'>): string {
  const translator = translatorOf(job);
  const speed = speedWord(translator, job.request.speed);
  return job.request.visibility === 'stealth' ? translator.say('speed.stealth', { speed }) : speed;
}

/** The picture of the parent that was chosen; the only one of a single image is number 1. */
export function imageNumber({ request }: Pick<Job, 'request'>): number {
  return request.cell ?? 1;
}
