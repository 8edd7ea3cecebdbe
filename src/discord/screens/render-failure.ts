/** The message of a failed job: what happened, the credits, and what to do next. */
import type { APIEmbed } from 'discord-api-types/v10';
import { cutText } from '#domain/cut-text.ts';
import type { FailureKind } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { failureCauseText } from './failure-cause-text.ts';
import { requestText, translatorOf } from './job-text.ts';

type FailureForm = {
  readonly title: TextKey;
  readonly happened: TextKey;
  readonly next: TextKey;
  /** The vendor's own words, or ours, are shown. */
  readonly showsDetail?: true;
};

/** One text per kind of failure. */
export const FAILURE_KEYS = {
  moderated: {
    title: 'failure.moderated.title',
    happened: 'failure.moderated',
    next: 'failure.moderated.next',
    showsDetail: true,
  },
  'input-refused': {
    title: 'rejection.invalid-request',
    happened: 'failure.input-refused',
    next: 'failure.input-refused.next',
    showsDetail: true,
  },
  'action-unavailable': {
    title: 'rejection.restricted',
    happened: 'failure.action-unavailable',
    next: 'failure.action-unavailable.next',
  },
  'out-of-credit': {
    title: 'failure.could-not-complete',
    happened: 'failure.out-of-credit',
    next: 'failure.out-of-credit.next',
  },
  unauthorized: {
    title: 'failure.could-not-complete',
    happened: 'failure.unauthorized',
    next: 'failure.unauthorized.next',
  },
  'rate-limited': {
    title: 'failure.rate-limited.title',
    happened: 'failure.rate-limited',
    next: 'failure.rate-limited.next',
  },
  unavailable: {
    title: 'failure.could-not-complete',
    happened: 'failure.unavailable',
    next: 'failure.unavailable.next',
  },
  garbled: {
    title: 'failure.could-not-complete',
    happened: 'failure.garbled',
    next: 'failure.garbled.next',
  },
  lost: {
    title: 'failure.could-not-complete',
    happened: 'failure.lost',
    next: 'failure.lost.next',
  },
  'not-found': {
    title: 'failure.could-not-complete',
    happened: 'failure.not-found',
    next: 'failure.not-found.next',
  },
  'timed-out': {
    title: 'failure.could-not-complete',
    happened: 'failure.timed-out',
    next: 'failure.timed-out.next',
  },
  'picture-unavailable': {
    title: 'failure.could-not-complete',
    happened: 'failure.picture-unavailable',
    next: 'failure.picture-unavailable.next',
  },
  'generation-failed': {
    title: 'failure.could-not-complete',
    happened: 'failure.generation-failed',
    next: 'failure.generation-failed.next',
    showsDetail: true,
  },
  internal: {
    title: 'failure.went-wrong',
    happened: 'failure.internal',
    next: 'failure.internal.next',
  },
} as const satisfies Record<FailureKind, FailureForm>;

const DETAIL_CHARACTERS_MAX = 400;
/** Leaves room for the job's id below. */
const REQUEST_CHARACTERS_MAX = 900;

/** The embed of a failed job; its footer has the job's id, as in the log. */
export function failureEmbed(
  job: Pick<Job, 'id' | 'origin' | 'request' | 'failure' | 'priceCredits'>,
): APIEmbed {
  const translator = translatorOf(job);
  const form: FailureForm = FAILURE_KEYS[job.failure?.kind ?? 'internal'];
  const { failure } = job;
  const words =
    failure?.cause === undefined
      ? (failure?.detail ?? '')
      : failureCauseText(translator, failure.cause);
  const detail =
    form.showsDetail && words !== '' ? `\n> ${displayPrompt(words, DETAIL_CHARACTERS_MAX)}` : '';
  return embed({
    title: translator.say(form.title),
    description: `${translator.say(form.happened)}${detail}\n\n${creditsReturned(translator, job)} ${translator.say(form.next)}`,
    color: COLORS.error,
    footer: `${cutText(requestText(job), REQUEST_CHARACTERS_MAX)}\n${translator.say('failure.job', { jobId: job.id })}`,
  });
}

/** The refund of a job without a result. */
export const creditsReturned = (
  { say }: Translator,
  { priceCredits }: Pick<Job, 'priceCredits'>,
): string => say('failure.returned', { credits: priceCredits });
