/**
 * Every custom id of components and modals, as one union with one spelling each. Ids come back from outside and from
 * messages of any age: decoding never throws, accepts only exact spellings, and knows all spellings ever written. Use
 * cases check whether the job exists, belongs to the server and offers the action.
 * | spelling | kind |
 * | --------------------------------------------------------- | ----------------------- |
 * | `f1.<job id>.<token>` | button, control, suggestions |
 * | `f1.<job id>.<token>.m` | remix-modal |
 * | `f1.b.<interaction id>.<yes or no>` | batch |
 * | `f1.b.<interaction id>.cancel` | batch-cancel |
 * | `f1.x.<interaction id>.<corrected or typed>` | fix |
 * | `f1.s.<control>` | setting |
 * | `f1.a.<server id>.<approve or block>` | approval |
 * | `f1.p.<job id>.<down, dismiss, block or unblock>` | report |
 * | `r1.<job id>.<nine bits>.<press>.<message id>` | region |
 * | `r1.<job id>.<nine bits>.go.<message id>.m` | region-modal |
 */
import { type Button, buttonToken, parseButtonToken } from '#domain/button.ts';
import {
  type GuildId,
  guildId,
  type JobId,
  type MessageId,
  messageId,
  parseJobId,
} from '#domain/ids.ts';

/** Increased when old ids would be misread. */
const VERSION = 'f1';
const REGION_VERSION = 'r1';
const MODAL_TAIL = '.m';

/** Buttons that are not actions on a result. No control is spelled like an action's token. */
export const CONTROLS = ['cancel', 'favourite'] as const;

/** A control of a job: see `CONTROLS`. */
export type Control = (typeof CONTROLS)[number];

/** The buttons under suggestions; all lead to a modal or a question first. */
export const SUGGESTIONS_PARTS = [
  ...(['t1', 't2', 't3', 't4', 't5'] as const),
  ...(['all', 'all-yes', 'all-no', 'details'] as const),
] as const;

/** A button under suggestions: see `SUGGESTIONS_PARTS`. */
export type SuggestionsPart = (typeof SUGGESTIONS_PARTS)[number];

/** The controls of the settings panel. */
export const SETTING_CONTROLS = [
  ...(['version', 'translation', 'raw'] as const),
  ...(['stylize-50', 'stylize-100', 'stylize-250', 'stylize-750'] as const),
  ...(['personal', 'public', 'remix', 'strong', 'subtle'] as const),
  ...(['turbo', 'fast', 'relax', 'reset'] as const),
] as const;

/** A control of the settings panel: see `SETTING_CONTROLS`. */
export type SettingControl = (typeof SETTING_CONTROLS)[number];

/** The decisions about a report: about the job, or about its owner. */
export const REPORT_ANSWERS = ['down', 'dismiss', 'block', 'unblock'] as const;

/** The nine parts of a picture, row-major, to choose a region from. */
export const PARTS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** One of the nine parts of a picture: see `PARTS`. */
export type Part = (typeof PARTS)[number];

/** The meaning of a component's or modal's custom id. */
export type CustomId =
  | { readonly kind: 'button'; readonly jobId: JobId; readonly button: Button }
  | { readonly kind: 'control'; readonly jobId: JobId; readonly control: Control }
  | { readonly kind: 'suggestions'; readonly jobId: JobId; readonly part: SuggestionsPart }
  /** The modal that a button opened. */
  | { readonly kind: 'remix-modal'; readonly jobId: JobId; readonly button: Button }
  /** The answer to a batch's question; `question` is the interaction that asked. */
  | { readonly kind: 'batch'; readonly question: string; readonly answer: 'yes' | 'no' }
  /** Cancels a batch; `confirmed` is the interaction that confirmed it. */
  | { readonly kind: 'batch-cancel'; readonly confirmed: string }
  /** Runs a corrected prompt; `offer` is the interaction that typed it. */
  | { readonly kind: 'fix'; readonly offer: string; readonly choice: 'corrected' | 'typed' }
  | { readonly kind: 'setting'; readonly control: SettingControl }
  /** An operator's decision about a new server. */
  | {
      readonly kind: 'approval';
      readonly guildId: GuildId;
      readonly answer: 'approve' | 'block';
    }
  /** An operator's decision about a reported job. */
  | {
      readonly kind: 'report';
      readonly jobId: JobId;
      readonly answer: (typeof REPORT_ANSWERS)[number];
    }
  | ({ readonly kind: 'region'; readonly press: Part | 'go' | 'stop' } & RegionChoice)
  /** The modal that Repaint opened. */
  | ({ readonly kind: 'region-modal' } & RegionChoice);

/** The picture, the chosen parts, and the message that the result replies to. */
export type RegionChoice = {
  readonly jobId: JobId;
  readonly chosen: readonly Part[];
  readonly sourceMessageId: MessageId;
};

/** The custom ids of one kind. */
export type CustomIdOf<Kind extends CustomId['kind']> = Extract<CustomId, { readonly kind: Kind }>;

/** At most 61 of Discord's 100 characters. */
export function encodeCustomId(id: CustomId): string {
  switch (id.kind) {
    case 'button':
      return `${VERSION}.${id.jobId}.${buttonToken(id.button)}`;
    case 'control':
      return `${VERSION}.${id.jobId}.${id.control}`;
    case 'suggestions':
      return `${VERSION}.${id.jobId}.${id.part}`;
    case 'remix-modal':
      return `${VERSION}.${id.jobId}.${buttonToken(id.button)}${MODAL_TAIL}`;
    case 'batch':
      return `${VERSION}.b.${id.question}.${id.answer}`;
    case 'batch-cancel':
      return `${VERSION}.b.${id.confirmed}.cancel`;
    case 'fix':
      return `${VERSION}.x.${id.offer}.${id.choice}`;
    case 'setting':
      return `${VERSION}.s.${id.control}`;
    case 'approval':
      return `${VERSION}.a.${id.guildId}.${id.answer}`;
    case 'report':
      return `${VERSION}.p.${id.jobId}.${id.answer}`;
    case 'region':
      return regionText(id, id.press);
    case 'region-modal':
      return `${regionText(id, 'go')}${MODAL_TAIL}`;
    default:
      return id satisfies never;
  }
}

function regionText(
  { jobId, chosen, sourceMessageId }: RegionChoice,
  press: CustomIdOf<'region'>['press'],
): string {
  const bits = PARTS.map((part) => (chosen.includes(part) ? '1' : '0')).join('');
  return `${REGION_VERSION}.${jobId}.${bits}.${press}.${sourceMessageId}`;
}

/** Decodes a custom id; null for anything the bot never wrote. */
export function decodeCustomId(text: string): CustomId | null {
  if (text.endsWith(MODAL_TAIL)) return modalOf(decodeComponent(text.slice(0, -MODAL_TAIL.length)));
  return decodeComponent(text);
}

function modalOf(opener: CustomId | null): CustomId | null {
  if (opener?.kind === 'button') return { ...opener, kind: 'remix-modal' };
  if (opener?.kind !== 'region' || opener.press !== 'go') return null;
  const { press: _, ...choice } = opener;
  return { ...choice, kind: 'region-modal' };
}

function decodeComponent(text: string): CustomId | null {
  const [version, name = '', ...rest] = text.split('.');
  if (version === REGION_VERSION) return decodeRegion(name, rest);
  if (version !== VERSION) return null;
  if (name === 'b') return decodeBatch(rest);
  if (name === 'x') return decodeFix(rest);
  if (name === 's') return decodeSetting(rest);
  if (name === 'a') return decodeApproval(rest);
  if (name === 'p') return decodeReport(rest);
  return decodeJobComponent(name, rest);
}

function decodeJobComponent(id: string, [token, ...more]: readonly string[]): CustomId | null {
  const jobId = parseJobId(id);
  if (jobId === null || token === undefined || more.length > 0) return null;
  const button = parseButtonToken(token);
  if (button !== null) return { kind: 'button', jobId, button };
  const part = SUGGESTIONS_PARTS.find((name) => name === token);
  if (part !== undefined) return { kind: 'suggestions', jobId, part };
  const control = CONTROLS.find((name) => name === token);
  return control === undefined ? null : { kind: 'control', jobId, control };
}

function decodeBatch([question = '', answer, ...more]: readonly string[]): CustomId | null {
  if (more.length > 0 || !isSnowflake(question)) return null;
  if (answer === 'cancel') return { kind: 'batch-cancel', confirmed: question };
  return answer === 'yes' || answer === 'no' ? { kind: 'batch', question, answer } : null;
}

function decodeFix([offer = '', choice, ...more]: readonly string[]): CustomId | null {
  if (more.length > 0 || !isSnowflake(offer)) return null;
  return choice === 'corrected' || choice === 'typed' ? { kind: 'fix', offer, choice } : null;
}

function decodeApproval([server = '', answer, ...more]: readonly string[]): CustomId | null {
  if (more.length > 0 || !isSnowflake(server)) return null;
  if (answer !== 'approve' && answer !== 'block') return null;
  return { kind: 'approval', guildId: guildId(server), answer };
}

function decodeReport([id = '', token, ...more]: readonly string[]): CustomId | null {
  const jobId = parseJobId(id);
  const answer = REPORT_ANSWERS.find((each) => each === token);
  if (jobId === null || answer === undefined || more.length > 0) return null;
  return { kind: 'report', jobId, answer };
}

function decodeSetting([token, ...more]: readonly string[]): CustomId | null {
  const control = SETTING_CONTROLS.find((name) => name === token);
  return control === undefined || more.length > 0 ? null : { kind: 'setting', control };
}

function decodeRegion(id: string, rest: readonly string[]): CustomId | null {
  const [bits = '', press, message = '', ...more] = rest;
  const jobId = parseJobId(id);
  if (jobId === null || more.length > 0 || !/^[01]{9}$/.test(bits)) return null;
  if (!isSnowflake(message)) return null;
  const pressed = ([...PARTS, 'go', 'stop'] as const).find((each) => String(each) === press);
  if (pressed === undefined) return null;
  const chosen = PARTS.filter((part) => bits[part] === '1');
  return { kind: 'region', jobId, chosen, press: pressed, sourceMessageId: messageId(message) };
}

const isSnowflake = (text: string): boolean => /^\d{1,20}$/.test(text);
