/** What a person reads when a job failed: what happened, what the credits did, what to do next. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { ActionName } from '#domain/action.ts';
import type { FailureKind } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import { creditsText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { echoOf } from './job-text.ts';

type FailureText = {
  readonly title: string;
  readonly happened: string;
  readonly next: string;
  /** The vendor's own words explain it to the person, and are shown. */
  readonly showsDetail?: true;
};

const SOMETHING_WRONG = 'Sorry, something went wrong';
const COULD_NOT_COMPLETE = 'Sorry! Could not complete the job!';

/** One text for each kind of failure. */
export const FAILURE_TEXTS = {
  moderated: {
    title: 'Request cancelled due to filters',
    happened: "The image service's filters did not accept the prompt or the resulting image.",
    next: 'Change the prompt and send it again.',
    showsDetail: true,
  },
  'input-refused': {
    title: 'Invalid request',
    happened: 'The image service did not accept a part of the request.',
    next: 'Change the prompt or its parameters and send it again.',
    showsDetail: true,
  },
  'action-unavailable': {
    title: 'Job action restricted',
    happened: 'The image service no longer offers this action for this image.',
    next: 'Images can become too old for it. Run the prompt again with 🔄 or `/imagine`.',
  },
  'out-of-credit': {
    title: COULD_NOT_COMPLETE,
    happened: 'The image service refused the job: the account that this bot uses there is used up.',
    next: 'Please tell whoever runs this bot; nothing is wrong with your prompt.',
  },
  unauthorized: {
    title: COULD_NOT_COMPLETE,
    happened: 'The image service did not accept the key that this bot uses there.',
    next: 'Please tell whoever runs this bot; nothing is wrong with your prompt.',
  },
  'rate-limited': {
    title: 'Slow Down!',
    happened:
      'The image service had too many requests and did not take this one, tried several times.',
    next: 'Send it again in a few minutes.',
  },
  unavailable: {
    title: COULD_NOT_COMPLETE,
    happened: 'The image service could not be reached, tried several times.',
    next: 'Send it again in a few minutes.',
  },
  garbled: {
    title: COULD_NOT_COMPLETE,
    happened: 'The image service gave an answer that could not be read.',
    next: 'Send it again; if that happens twice, please tell whoever runs this bot.',
  },
  lost: {
    title: COULD_NOT_COMPLETE,
    happened:
      'The connection to the image service broke while the job was handed over, and the job could not be found there.',
    next: 'It was not sent twice, lest it be paid for twice. Send it again if you still want it.',
  },
  'not-found': {
    title: COULD_NOT_COMPLETE,
    happened: 'The image service accepted the job and later no longer knew it.',
    next: 'Send it again.',
  },
  'timed-out': {
    title: COULD_NOT_COMPLETE,
    happened: 'The job was not finished in time.',
    next: 'Send it again; a simpler prompt or `--fast` may help when the service is busy.',
  },
  'picture-unavailable': {
    title: COULD_NOT_COMPLETE,
    happened: 'The job was finished, but its images could not be fetched from the image service.',
    next: 'Send it again.',
  },
  'generation-failed': {
    title: COULD_NOT_COMPLETE,
    happened: 'The image service tried and gave up.',
    next: 'Send it again, or change the prompt.',
    showsDetail: true,
  },
  internal: {
    title: SOMETHING_WRONG,
    happened: 'The job encountered an error.',
    next: 'Send it again; if that happens twice, please tell whoever runs this bot and name the job below.',
  },
} as const satisfies Record<FailureKind, FailureText>;

const DETAIL_CHARACTERS_MAX = 400;

/** The embed of a failed job; its footer names the job, which the log does too. */
export function failureEmbed(
  job: Pick<Job, 'id' | 'request' | 'failure' | 'priceCredits'>,
): APIEmbed {
  const text: FailureText = FAILURE_TEXTS[job.failure?.kind ?? 'internal'];
  const detail =
    text.showsDetail && job.failure !== null && job.failure.detail !== ''
      ? `\n> ${displayPrompt(job.failure.detail, DETAIL_CHARACTERS_MAX)}`
      : '';
  return embed({
    title: text.title,
    description: `${text.happened}${detail}\n\n${creditsReturned(job)} ${text.next}`,
    color: COLORS.error,
    footer: `/${commandOf(job)} ${echoOf(job)}`.trimEnd().slice(0, 900).concat(`\njob ${job.id}`),
  });
}

const COMMANDS: readonly ActionName[] = ['describe', 'shorten', 'blend', 'edit', 'retexture'];

/** What starts such a job again: its own command, or `/imagine` for what hangs on a result. */
function commandOf({ request }: Pick<Job, 'request'>): string {
  const { action } = request;
  return COMMANDS.includes(action) ? action : 'imagine';
}

/** What became of the credits of a job that has nothing to show. */
export function creditsReturned({ priceCredits }: Pick<Job, 'priceCredits'>): string {
  return priceCredits === 0
    ? 'It cost nothing.'
    : `It cost nothing: the ${creditsText(priceCredits)} held for it went back to the server.`;
}
