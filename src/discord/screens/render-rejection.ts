/** Texts of refusals, before anything was accepted or spent. */
import type { APIEmbed } from 'discord-api-types/v10';
import { inviteUrl } from '#discord/commands/channel-permissions.ts';
import { cutText } from '#domain/cut-text.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';
import { CREDIT_TEXTS } from './credit-texts.ts';
import { COLORS, embed, type Notice } from './embed.ts';
import { inabilityText } from './inability-text.ts';
import { listedNames } from './listed.ts';
import { MODERATION_TEXTS } from './moderation-texts.ts';
import { operatorsText } from './operators-text.ts';
import { permissionNames } from './permission-keys.ts';
import { FAILURE_KEYS } from './render-failure.ts';
import { promptProblemNotice } from './render-prompt-problem.ts';
import { timeText } from './time-text.ts';

type Kind = Rejection['kind'];
type Of<K extends Kind> = Extract<Rejection, { readonly kind: K }>;

const { error, warning } = COLORS;

/** The most channels or roles to name. */
const LISTED_MAX = 15;
/** The limit of a link, so that the explanation after it is shown. */
const LINK_CHARACTERS_MAX = 300;

/** A refusal with a constant text. */
const always =
  (title: TextKey, description: TextKey, color: number) =>
  ({ say }: Translator): Notice => ({ title: say(title), description: say(description), color });

/** One text per kind of refusal; each says what to do next. */
const REJECTION_TEXTS: {
  readonly [K in Kind]: (translator: Translator, rejection: Of<K>) => Notice;
} = {
  'prompt-problem': (translator, { problem }) => promptProblemNotice(translator, problem),
  ...MODERATION_TEXTS,
  ...CREDIT_TEXTS,
  'prompt-too-long': ({ say }, { characters, charactersMax, vendorLabel }) => ({
    title: say('rejection.invalid-prompt'),
    description: say('rejection.prompt-too-long', { characters, charactersMax, vendorLabel }),
    color: error,
  }),
  'server-waiting': (translator, { operatorIds }) => ({
    title: translator.say('rejection.server-waiting.title'),
    description: translator.say('rejection.server-waiting', {
      operators: operatorsText(translator, operatorIds),
    }),
    color: warning,
  }),
  'server-not-served': (translator, { operatorIds }) => ({
    title: translator.say('rejection.server-not-served.title'),
    description: translator.say('rejection.server-not-served', {
      operators: operatorsText(translator, operatorIds),
    }),
    color: warning,
  }),
  'channel-not-allowed': (translator, { channels }) => ({
    title: translator.say('rejection.channel-not-allowed.title'),
    description: translator.say('rejection.channel-not-allowed', {
      channels: listedNames(
        translator,
        channels.map((id) => `<#${id}>`),
        LISTED_MAX,
        'and',
      ),
    }),
    color: warning,
  }),
  'role-not-allowed': (translator, { roles }) => ({
    title: translator.say('rejection.restricted'),
    description: translator.say('rejection.role-not-allowed', {
      roles: listedNames(
        translator,
        roles.map((id) => `<@&${id}>`),
        LISTED_MAX,
        'and',
      ),
    }),
    color: warning,
  }),
  'speed-not-allowed': ({ say, list }, { speed, speeds }) => ({
    title: say('rejection.speed-not-allowed.title'),
    description: say('rejection.speed-not-allowed', {
      speed,
      speeds: list(
        speeds.map((each) => `\`--${each}\``),
        'or',
      ),
    }),
    color: warning,
  }),
  'version-not-allowed': ({ say, list }, { versions }) => ({
    title: say('rejection.version-not-allowed.title'),
    description: say('rejection.version-not-allowed', {
      versions: list(versions.map((each) => `**${each}**`)),
    }),
    color: warning,
  }),
  'queue-full': always('rejection.queue-full.title', 'rejection.queue-full', error),
  'job-unknown': always('rejection.job-unknown.title', 'rejection.job-unknown', error),
  'files-removed': always('rejection.no-longer-kept', 'rejection.files-removed', warning),
  'taken-down': always('rejection.restricted', 'rejection.taken-down', warning),
  'words-removed': always('rejection.no-longer-kept', 'rejection.words-removed', warning),
  'button-stale': ({ say }, { jobId }) => ({
    title: say('rejection.restricted'),
    description: say('rejection.button-stale', { jobId }),
    color: warning,
  }),
  'button-unknown': always('rejection.restricted', 'rejection.button-unknown', warning),
  'panel-stale': always('rejection.restricted', 'rejection.panel-stale', warning),
  'fix-stale': always('batch.closed.title', 'rejection.fix-stale', warning),
  'job-unfinished': always('rejection.invalid-request', 'rejection.job-unfinished', warning),
  'job-not-shown': ({ say }, { state }) => ({
    title: say('rejection.invalid-request'),
    description: say('rejection.job-not-shown', { state }),
    color: warning,
  }),
  'not-yours': always('rejection.restricted', 'rejection.not-yours', error),
  'job-over': ({ say }, { state }) => ({
    title: say('rejection.invalid-request'),
    description:
      state === 'delivering' || state === 'done'
        ? say('rejection.job-over.finished')
        : say('rejection.job-over.ended'),
    color: warning,
  }),
  'cancelled-too-often': ({ say }, { most }) => ({
    title: say('rejection.restricted'),
    description: say('rejection.cancelled-too-often', { most }),
    color: warning,
  }),
  'no-job-there': always('rejection.invalid-request', 'rejection.no-job-there', warning),
  'vendor-unable': (translator, { why, failure }) => ({
    title: translator.say('rejection.could-not-start'),
    description: translator.say('rejection.vendor-unable', {
      why: inabilityText(translator, why),
      next:
        failure === null
          ? translator.say('rejection.vendor-unable.next')
          : translator.say(FAILURE_KEYS[failure].next),
    }),
    color: error,
  }),
  'permission-missing': (translator, { permissions }) => ({
    title: translator.say('rejection.permission-missing.title'),
    description: translator.say('rejection.permission-missing', {
      permissions: permissionNames(translator, permissions),
    }),
    color: error,
  }),
  'bot-missing': ({ say }, { applicationId }) => ({
    title: say('rejection.bot-missing.title'),
    description: say('rejection.bot-missing', { url: inviteUrl(applicationId) }),
    color: error,
  }),
  'thread-not-joined': ({ say }, { botUserId }) => ({
    title: say('rejection.thread-not-joined.title'),
    description: say('rejection.thread-not-joined', { bot: `<@${botUserId}>` }),
    color: error,
  }),
  'messages-refused': ({ say }, { untilMs }) => ({
    title: say('rejection.messages-refused.title'),
    description: say('rejection.messages-refused', { endsAt: timeText(untilMs, 'R') }),
    color: error,
  }),
  'too-many-requests': ({ say }, { scope, untilMs }) => ({
    title: say('rejection.too-many-requests.title'),
    description: say('rejection.too-many-requests', { scope, againAt: timeText(untilMs, 'R') }),
    color: warning,
  }),
  'not-permitted': ({ say }, { needed }) => ({
    title: say('rejection.not-permitted.title'),
    description: say('rejection.not-permitted', { needed }),
    color: error,
  }),
  'image-unusable': ({ say }, { which, why, megabytesMax = 10 }) => ({
    title:
      why === 'not-reached' || why === 'not-public'
        ? say('rejection.invalid-link')
        : say('rejection.invalid-image'),
    description: say('rejection.image-unusable', {
      why: selector(why),
      which: which?.kind ?? 'only',
      number: which?.kind === 'numbered' ? which.number : 1,
      url: which?.kind === 'link' ? cutText(which.url, LINK_CHARACTERS_MAX) : '',
      megabytes: megabytesMax,
    }),
    color: error,
  }),
  'region-refused': ({ say }, { why }) => ({
    title: say('rejection.invalid-request'),
    description: say('rejection.region-refused', { why: selector(why) }),
    color: warning,
  }),
  'guild-only': always('rejection.guild-only.title', 'rejection.guild-only', error),
  'not-saved': ({ say }, { isNotified }) => ({
    title: say('rejection.not-saved.title'),
    description: say('rejection.not-saved', { notified: isNotified ? 'yes' : 'no' }),
    color: error,
  }),
  'shutting-down': always('rejection.shutting-down.title', 'rejection.shutting-down', warning),
};

/** A kind as an ICU selector, which has no hyphens. */
const selector = (kind: string): string => kind.replaceAll('-', '_');

/** The embed of a refusal; `asked` is the typed text, shown below as in Midjourney. */
export function rejectionEmbed(
  translator: Translator,
  rejection: Rejection,
  asked: string | null = null,
): APIEmbed {
  const notice = noticeOf(rejection.kind, translator, rejection);
  return embed(asked === null ? notice : { ...notice, footer: asked });
}

function noticeOf<K extends Kind>(kind: K, translator: Translator, rejection: Of<K>): Notice {
  return REJECTION_TEXTS[kind](translator, rejection);
}
