/** The progress message: Midjourney's lines, from waiting to the last percentage. */
import { type APIEmbed, ButtonStyle } from 'discord-api-types/v10';
import { button, row } from '#discord/components/rows.ts';
import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { ActionName } from '#domain/action.ts';
import { isInteractionPart } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { ProgressTrouble } from '#ports/messenger.ts';
import { resultVerb } from './button-text.ts';
import { COLORS, embed } from './embed.ts';
import {
  imageNumber,
  lineOf,
  mention,
  modeText,
  requestText,
  type ShownJob,
  translatorOf,
} from './job-text.ts';

/** The form of the first line. Zooms and pans show only the prompt until they run. */
type Start = 'plain' | 'upscaling' | 'variations' | 'video' | 'taking' | 'describing';

type Form = {
  readonly start: Start;
  /** Its verb while running differs from its result's. */
  readonly upscales?: true;
  /** Instant: never shows a percentage. */
  readonly instant?: true;
};

const UPSCALING = { start: 'upscaling', upscales: true } as const satisfies Form;

const FORMS = {
  imagine: { start: 'plain' },
  blend: { start: 'plain' },
  edit: { start: 'plain' },
  retexture: { start: 'plain' },
  describe: { start: 'describing' },
  shorten: { start: 'plain' },
  upscale: { start: 'upscaling', instant: true },
  vary: { start: 'variations' },
  reroll: { start: 'plain' },
  'upscale-subtle': UPSCALING,
  'upscale-creative': UPSCALING,
  'upscale-2x': UPSCALING,
  'upscale-4x': UPSCALING,
  'vary-subtle': { start: 'variations' },
  'vary-strong': { start: 'variations' },
  'vary-region': { start: 'variations' },
  'zoom-2x': { start: 'plain' },
  'zoom-1.5x': { start: 'plain' },
  'zoom-custom': { start: 'plain' },
  square: { start: 'plain' },
  'pan-left': { start: 'plain' },
  'pan-right': { start: 'plain' },
  'pan-up': { start: 'plain' },
  'pan-down': { start: 'plain' },
  'animate-high': { start: 'video' },
  'animate-low': { start: 'video' },
  'extend-high': { start: 'video' },
  'extend-low': { start: 'video' },
  'upscale-video': { start: 'taking', instant: true },
} as const satisfies Record<ActionName, Form>;

const WAITING_KEYS = {
  plain: 'progress.waiting',
  upscaling: 'progress.waiting.upscaling',
  variations: 'progress.waiting.variations',
  video: 'progress.waiting.video',
  taking: 'progress.waiting.taking',
  // There is no prompt to show.
  describing: 'progress.waiting.describing',
} as const satisfies Record<Start, TextKey>;

const TROUBLE_KEYS = {
  unclear: { title: 'unclear.title', description: 'unclear.description' },
  unreachable: { title: 'unreachable.title', description: 'unreachable.description' },
  unfetched: { title: 'unfetched.title', description: 'unfetched.description' },
} as const satisfies Record<ProgressTrouble, Readonly<Record<'title' | 'description', TextKey>>>;

/** The line while a job waits or runs. The percentage stays below 100 until the result is posted. */
export function progressLine(job: ShownJob & Pick<Job, 'progressPercent'>): string {
  const form: Form = FORMS[job.request.action];
  const translator = translatorOf(job);
  const { say } = translator;
  const person = mention(job);
  if (job.progressPercent === null || form.instant) {
    const key = WAITING_KEYS[form.start];
    return lineOf(job, (prompt) => say(key, { prompt, person, number: imageNumber(job) }));
  }
  const percent = Math.min(99, Math.max(0, Math.floor(job.progressPercent)));
  if (form.start === 'describing') return say('progress.running.describing', { person, percent });
  const speed = modeText(job);
  const verb = form.upscales === true ? say('verb.upscaling') : resultVerb(translator, job);
  return lineOf(job, (prompt) =>
    verb === null
      ? say('progress.running', { prompt, person, percent, speed })
      : say('progress.running.verb', { prompt, verb, person, percent, speed }),
  );
}

/** The progress message, for an answer or an edit. */
export function progressMessage(
  job: ShownJob & Pick<Job, 'parentId' | 'progressPercent'>,
  {
    queuePosition = null,
    trouble = null,
  }: { readonly queuePosition?: number | null; readonly trouble?: ProgressTrouble | null } = {},
): OutgoingMessage {
  // As in Midjourney: jobs that a button started have a Cancel button, others use the Apps menu. Waiting jobs and
  // ephemeral messages, which have no Apps menu, also have it. Follow-up messages are found by this button after a
  // crash.
  const isCancellable =
    job.parentId !== null ||
    isInteractionPart(job.origin.interactionId) ||
    queuePosition !== null ||
    job.request.visibility === 'stealth';
  return {
    content: progressLine(job),
    // Always set, so that an edit removes the queue embed once the job runs.
    embeds: [
      ...(queuePosition === null ? [] : [queuedEmbed(job, queuePosition)]),
      ...(trouble === null ? [] : [troubleEmbed(job, trouble)]),
    ],
    components: isCancellable
      ? [
          row(
            button({ kind: 'control', jobId: job.id, control: 'cancel' }, ButtonStyle.Danger, {
              label: translatorOf(job).say('button.cancel-job'),
            }),
          ),
        ]
      : [],
    allowed_mentions: onlyMentioning(job.origin.userId),
  };
}

/** Midjourney's text for a queued job, with its place in the person's queue. */
function queuedEmbed(job: ShownJob, position: number): APIEmbed {
  const { say } = translatorOf(job);
  const notice = embed({
    title: say('queued.title'),
    description: say('queued.description'),
    color: COLORS.warning,
    footer: requestText(job),
  });
  return { ...notice, fields: [{ name: say('queued.position'), value: String(position) }] };
}

/** Why the job stands still, and that its person need not do anything. */
function troubleEmbed(job: ShownJob, trouble: ProgressTrouble): APIEmbed {
  const { say } = translatorOf(job);
  return embed({
    title: say(TROUBLE_KEYS[trouble].title),
    description: say(TROUBLE_KEYS[trouble].description),
    color: COLORS.warning,
  });
}
