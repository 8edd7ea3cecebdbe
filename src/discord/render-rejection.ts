/** What the one person reads when a request was refused before anything was accepted or spent. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { FailureKind } from '#domain/failure.ts';
import type { Rejection } from '#domain/rejection.ts';
import { amountText, creditsText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed, type Notice } from './embed.ts';
import { FAILURE_TEXTS } from './render-failure.ts';
import { timeText } from './time-text.ts';

type Kind = Rejection['kind'];
type Of<K extends Kind> = Extract<Rejection, { readonly kind: K }>;

const { error, warning } = COLORS;

/** More channels or roles than this are not named. */
const LISTED_MAX = 15;

/** One text for each kind of refusal; every one says what to do next. */
const REJECTION_TEXTS: { readonly [K in Kind]: (rejection: Of<K>) => Notice } = {
  'prompt-problem': ({ title, description }) => ({ title, description, color: error }),
  'prompt-too-long': ({ characters, charactersMax, vendorLabel }) => ({
    title: 'Invalid prompt',
    description:
      `Prompts must be ${charactersMax} or fewer in length.\n\n` +
      `This one has ${amountText(characters)} characters, and ${vendorLabel} takes no more than that. ` +
      'Shorten it and send it again.',
    color: error,
  }),
  'credits-exhausted': ({ neededCredits, availableCredits, renewsAtMs }) => ({
    title: 'Credits exhausted',
    description:
      `This needs ${creditsText(neededCredits)}, and the server has ${amountText(availableCredits)} left.\n\n` +
      `They are renewed ${timeText(renewsAtMs, 'R')}. Until then U1-U4 stay free, \`--relax\` costs less, ` +
      'and whoever runs this bot can add credits. `/credits` shows the account.',
    color: error,
  }),
  'server-blocked': ({ reason }) => ({
    title: 'Blocked',
    description: `Whoever runs this bot has blocked this server: ${displayPrompt(reason, 300)}\n\nNothing was charged. Please ask them.`,
    color: error,
  }),
  'channel-not-allowed': ({ channels }) => ({
    title: 'Not in this channel',
    description: `This server lets the bot work in ${listText(channels.slice(0, LISTED_MAX).map((id) => `<#${id}>`))} only. Send it there; nothing was charged.`,
    color: warning,
  }),
  'role-not-allowed': ({ roles }) => ({
    title: 'Job action restricted',
    description: `This server lets members with ${listText(roles.slice(0, LISTED_MAX).map((id) => `<@&${id}>`))} use the bot. Someone who manages the server can give you the role; nothing was charged.`,
    color: warning,
  }),
  'speed-not-allowed': ({ speed, speeds }) => ({
    title: 'Speed restricted',
    description: `This server does not allow \`--${speed}\`. Send it again with ${listText(
      speeds.map((each) => `\`--${each}\``),
      'or',
    )}; nothing was charged.`,
    color: warning,
  }),
  'version-not-allowed': ({ versions }) => ({
    title: 'Version restricted',
    description: `This server allows ${listText(
      versions.map((each) => `**${each}**`),
      'and',
    )} only. Send it again with \`--v\` or \`--niji\` set to one of them; nothing was charged.`,
    color: warning,
  }),
  'cap-reached': ({ whose, neededCredits, usedCredits, capCredits, renewsAtMs }) => ({
    title:
      whose === 'member' ? 'Your credits are used up' : 'The credits of this channel are used up',
    description:
      `This needs ${creditsText(neededCredits)}, and ${amountText(usedCredits)} of the ${creditsText(capCredits)} ` +
      `that ${whose === 'member' ? 'you may use' : 'may be used in this channel'} until ${timeText(renewsAtMs, 'D')} are used or held.\n\n` +
      `It starts anew ${timeText(renewsAtMs, 'R')}. Until then U1-U4 stay free, and someone who manages the server can raise it with \`/quota\`.`,
    color: error,
  }),
  'vendor-ceiling': ({ renewsAtMs }) => ({
    title: COULD_NOT_START,
    description: `The image service's budget of this bot is used up for today, whatever credits are left. Nothing was charged; it starts anew ${timeText(renewsAtMs, 'R')}.`,
    color: error,
  }),
  'queue-full': () => ({
    title: 'Queue full',
    description:
      'Your job queue is full. Please wait for a job to finish first, then resubmit this one.',
    color: error,
  }),
  'job-unknown': () => ({
    title: 'Invalid link',
    description:
      'This server has no such job. Check the job id, or start a new one with `/imagine`; `/info` lists your latest jobs.',
    color: error,
  }),
  'button-stale': () => ({
    title: 'Job action restricted',
    description:
      'This button is out of date: the image does not offer that any more. ' +
      'Use `/show` with its job id to get it with current buttons.',
    color: warning,
  }),
  'job-unfinished': () => ({
    title: 'Invalid request',
    description:
      'That job is not finished yet. Its result is posted when it is; `/info` lists your jobs.',
    color: warning,
  }),
  'job-not-shown': ({ state }) => ({
    title: 'Invalid request',
    description:
      state === 'failed'
        ? 'That job failed and has nothing to show. Its credits went back to the server; send the prompt again with `/imagine`.'
        : 'That job was cancelled and has nothing to show. Send the prompt again with `/imagine`.',
    color: warning,
  }),
  'not-yours': () => ({
    title: 'Job action restricted',
    description:
      'Only the person who started that job can do this. Start your own with `/imagine`.',
    color: error,
  }),
  'job-over': ({ state }) => ({
    title: 'Invalid request',
    description:
      state === 'delivering' || state === 'done'
        ? 'That job is finished: its images are there or on their way, and it is paid for. ' +
          'To remove its message, use Apps ▸ Cancel Job on the message.'
        : 'That job is over already, and it cost nothing. Start another with `/imagine`.',
    color: warning,
  }),
  'no-job-there': () => ({
    title: 'Invalid request',
    description:
      'That message shows no job of yours. Use this on the progress or the result of one of your jobs; ' +
      '`/info` lists them.',
    color: warning,
  }),
  'vendor-unable': ({ reason, failure }) => ({
    title: COULD_NOT_START,
    description: `${sentence(reason)}\n\nNothing was charged. ${nextAfter(failure)}`,
    color: error,
  }),
  'permission-missing': ({ permissions }) => ({
    title: 'Permissions missing',
    description:
      `The bot lacks ${listText(permissions.map((name) => `**${name}**`))} in this channel.\n\n` +
      "Someone who manages the server can allow it in the channel's settings under Permissions, " +
      'or use a channel where the bot may post. Nothing was charged.',
    color: error,
  }),
  'not-permitted': ({ needed }) => ({
    title: 'Not permitted',
    description:
      needed === 'operator'
        ? 'This is for those who run the bot. `/credits` shows what there is for everyone; whoever set up this bot can name you in `OPERATOR_IDS`.'
        : 'This needs **Manage Server**. Ask someone who manages this server; `/credits` shows what there is for everyone.',
    color: error,
  }),
  'image-unusable': ({ number, why }) => ({
    title: why === 'not-reached' || why === 'not-public' ? 'Invalid link' : 'Invalid image',
    description: `${number === null ? 'The image' : `Image ${number}`} ${IMAGE_TEXTS[why]}\n\nNothing was charged.`,
    color: error,
  }),
  'region-refused': ({ why }) => ({
    title: 'Invalid request',
    description: `${REGION_TEXTS[why]}\n\nNothing was charged.`,
    color: warning,
  }),
  'guild-only': () => ({
    title: 'Servers only',
    description:
      'Credits belong to a server, so this works in servers only. Use it in a channel of yours.',
    color: error,
  }),
  'shutting-down': () => ({
    title: 'Restarting',
    description: 'The bot is restarting. Nothing was charged; send it again in a minute.',
    color: warning,
  }),
};

const IMAGE_TEXTS = {
  'not-a-picture': 'is none that can be used: send a PNG, JPEG, WebP, GIF or AVIF file.',
  'too-large': 'is too large: send one of at most 10 MB.',
  'not-reached': 'could not be fetched. Check the link, or send the file itself.',
  'not-public': 'has an address that cannot be reached from outside. Send the file itself.',
  missing: 'is missing: give a file or a link.',
} as const satisfies Record<Of<'image-unusable'>['why'], string>;

const REGION_TEXTS = {
  empty: 'No part of the image is selected. Select what is to be painted again.',
  whole: 'The whole image is selected. Leave out what is to stay, or use **Vary (Strong)** or 🔄.',
  'wrong-size':
    'That selection belongs to an image of another size. Press **Vary (Region)** again.',
  'not-a-mask': 'The selection could not be read. Press **Vary (Region)** again.',
} as const satisfies Record<Of<'region-refused'>['why'], string>;

const COULD_NOT_START = 'Sorry! Could not start the job!';

/** The embed of a refusal; `asked` is what was typed, shown below as Midjourney does. */
export function rejectionEmbed(rejection: Rejection, asked: string | null = null): APIEmbed {
  const notice = textOf(rejection.kind, rejection);
  return embed(asked === null ? notice : { ...notice, footer: asked });
}

function textOf<K extends Kind>(kind: K, rejection: Of<K>): Notice {
  return REJECTION_TEXTS[kind](rejection);
}

function nextAfter(failure: FailureKind | null): string {
  return failure === null
    ? 'Change the request, or ask whoever runs this bot.'
    : FAILURE_TEXTS[failure].next;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase();
  return `${first}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function listText(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
}
