/** What every line about a job is put together from: its prompt, its person, its speed. */
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import { echoPrompt, echoVideoPrompt } from '#domain/prompt-echo.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { SPEED_TAGS } from '#domain/speed.ts';
import { type Texts, textsFor } from '#texts/texts.ts';
import { CONTENT_CHARACTERS_MAX, displayPrompt } from './display-prompt.ts';

/** The parts of a job that its lines show. */
export type ShownJob = Pick<Job, 'id' | 'origin' | 'request'>;

/** The words of the person who asked for the job. */
export const textsOf = ({ origin }: Pick<Job, 'origin'>): Texts => textsFor(origin.locale);

/** The prompt as Midjourney's messages repeat it, not yet safe for a message. */
export function echoOf({ request }: Pick<Job, 'request'>): string {
  const parsed = parsePrompt(request.prompt);
  switch (request.action) {
    case 'animate-high':
    case 'extend-high':
      return echoVideoPrompt(parsed, 'high');
    case 'animate-low':
    case 'extend-low':
      return echoVideoPrompt(parsed, 'low');
    case 'blend':
    case 'edit':
    case 'retexture': {
      const imageUrls = (request.images ?? []).map(({ url }) => ({ url, weight: null }));
      return echoPrompt({ ...parsed, imageUrls }, withoutSignature);
    }
    default:
      return echoPrompt(parsed, withoutSignature);
  }
}

/** Discord's links to files end in a signature longer than all the rest (docs.discord.com, Reference). */
const withoutSignature = (url: string): string => url.replace(/\?(?:.*&)?hm=.*$/, '');

/** `before**prompt**after`, the prompt shortened so that the whole fits a message. */
export function boldLine(before: string, job: Pick<Job, 'request'>, after: string): string {
  const echo = echoOf(job);
  // A picture that was described has no words yet.
  if (echo === '') return `${before}${after}`.replace(/^ - /, '');
  const stars = 4;
  const room = CONTENT_CHARACTERS_MAX - before.length - after.length - stars;
  return `${before}**${displayPrompt(echo, room)}**${after}`;
}

export function mention({ origin }: Pick<Job, 'origin'>): string {
  return `<@${origin.userId}>`;
}

/** `(fast)`, `(relaxed)`, `(turbo)`; `(fast, stealth)` for what the person alone sees. */
export function speedTag({ request }: Pick<Job, 'request'>): string {
  const stealth = request.visibility === 'stealth' ? ', stealth' : '';
  return `(${SPEED_TAGS[request.speed]}${stealth})`;
}

/** The picture of the parent that was chosen; the only one of a single image is number 1. */
export function imageNumber({ request }: Pick<Job, 'request'>): number {
  return request.cell ?? 1;
}

const REMIX_VERBS: { readonly [action in ActionName]?: string } = {
  reroll: 'Remix',
  vary: 'Remix (Strong)',
  'vary-strong': 'Remix (Strong)',
  'vary-subtle': 'Remix (Subtle)',
  'vary-region': 'Remix (Region)',
};

/** What the result was made by, as its line says it; null for plain lines. */
export function resultVerbOf({ request }: Pick<Job, 'request'>): string | null {
  const remixed = request.remixed === true ? REMIX_VERBS[request.action] : undefined;
  return remixed ?? actionRow(request.action).resultVerb;
}

/** ` - Zoom Out by <@user>`, or ` - <@user>` for what has no verb. */
export function byline(job: Pick<Job, 'origin'>, verb: string | null): string {
  return verb === null ? ` - ${mention(job)}` : ` - ${verb} by ${mention(job)}`;
}
