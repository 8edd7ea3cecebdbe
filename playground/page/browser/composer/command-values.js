/**
 * From the fields of a command to what the server is sent. Pure; the server validates again, the
 * checks here only say early what Discord's own client would not let a person send.
 */

/**
 * @import { APIApplicationCommandOption } from 'discord-api-types/v10'
 * @import { FilledOption, UploadedFile } from '../../protocol.ts'
 * @import { Choice, ReadField } from './command-values.js'
 */

const kinds = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};

/** @type {readonly Choice[]} */
const booleans = [
  { name: 'True', value: 'true' },
  { name: 'False', value: 'false' },
];

/** @type {typeof import('./command-values.js').fixedChoices} */
export function fixedChoices(option, surroundings) {
  if (option.type === kinds.boolean) return booleans;
  if (option.type === kinds.user) return surroundings.users;
  if (option.type === kinds.role) return surroundings.roles;
  if (option.type === kinds.mentionable) return [...surroundings.users, ...surroundings.roles];
  if (option.type === kinds.channel) return surroundings.channels;
  return 'choices' in option && (option.choices?.length ?? 0) > 0 ? (option.choices ?? []) : null;
}

/** @type {typeof import('./command-values.js').narrowChoices} */
export function narrowChoices(choices, text) {
  const typed = wantedName(text);
  return choices.filter((choice) => choice.name.toLowerCase().includes(typed));
}

/** Channels, roles and people may be typed with the sign of their mention. @type {(text: string) => string} */
const wantedName = (text) => text.trim().toLowerCase().replace(/^[#@]/, '');

/** @type {typeof import('./command-values.js').readField} */
export function readField(option, field, surroundings) {
  if (option.type === kinds.attachment) {
    if (field?.file !== undefined) return { kind: 'value', value: field.file.id };
    return emptyField(option);
  }
  const text = (field?.text ?? '').trim();
  if (field === undefined || text === '') return emptyField(option);
  const choices = fixedChoices(option, surroundings);
  if (choices !== null) return readChoice(option, choices, field);
  if (option.type === kinds.integer || option.type === kinds.number) {
    return readNumber(option, String(field.picked ?? text));
  }
  return readText(option, String(field.picked ?? text));
}

/** @type {(option: APIApplicationCommandOption) => ReadField} */
const emptyField = (option) =>
  option.required === true
    ? { kind: 'problem', problem: 'This option is required.' }
    : { kind: 'empty' };

/** @type {(option: APIApplicationCommandOption, choices: readonly Choice[], field: { readonly text: string; readonly picked?: string | number }) => ReadField} */
function readChoice(option, choices, field) {
  const typed = wantedName(field.text);
  const choice =
    choices.find((candidate) => candidate.value === field.picked) ??
    choices.find((candidate) => candidate.name.toLowerCase() === typed) ??
    choices.find((candidate) => String(candidate.value).toLowerCase() === typed);
  if (choice === undefined) return { kind: 'problem', problem: 'Pick one of the choices.' };
  const value = option.type === kinds.boolean ? choice.value === 'true' : choice.value;
  return { kind: 'value', value };
}

/** @type {(option: APIApplicationCommandOption, text: string) => ReadField} */
function readNumber(option, text) {
  const value = Number(text);
  const whole = option.type === kinds.integer;
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    return { kind: 'problem', problem: whole ? 'Enter a whole number.' : 'Enter a number.' };
  }
  const lowest = 'min_value' in option ? option.min_value : undefined;
  const highest = 'max_value' in option ? option.max_value : undefined;
  if (lowest !== undefined && value < lowest)
    return { kind: 'problem', problem: `At least ${lowest}.` };
  if (highest !== undefined && value > highest)
    return { kind: 'problem', problem: `At most ${highest}.` };
  return { kind: 'value', value };
}

/** @type {(option: APIApplicationCommandOption, text: string) => ReadField} */
function readText(option, text) {
  const fewest = 'min_length' in option ? (option.min_length ?? 0) : 0;
  const most = 'max_length' in option ? (option.max_length ?? 6000) : 6000;
  if (text.length < fewest) return { kind: 'problem', problem: `At least ${fewest} characters.` };
  if (text.length > most) return { kind: 'problem', problem: `At most ${most} characters.` };
  return { kind: 'value', value: text };
}

/** @type {typeof import('./command-values.js').fillCommand} */
export function fillCommand(leaf, fields, surroundings, focused) {
  /** @type {FilledOption[]} */
  const filled = [];
  /** @type {UploadedFile[]} */
  const attachments = [];
  /** @type {Record<string, string>} */
  const problems = {};
  for (const option of leaf.options) {
    const field = fields[option.name];
    if (option.name === focused) {
      filled.push({
        name: option.name,
        type: option.type,
        value: field?.text ?? '',
        focused: true,
      });
      continue;
    }
    const read = readField(option, field, surroundings);
    if (read.kind === 'problem' && focused === undefined) problems[option.name] = read.problem;
    if (read.kind !== 'value') continue;
    filled.push({ name: option.name, type: option.type, value: read.value });
    if (field?.file !== undefined) attachments.push(field.file);
  }
  return { options: nest(leaf.path, filled), attachments, problems };
}

/** @type {(path: readonly { readonly name: string; readonly type: 1 | 2 }[], options: readonly FilledOption[]) => readonly FilledOption[]} */
const nest = (path, options) =>
  path.reduceRight(
    (inner, step) => /** @type {readonly FilledOption[]} */ ([{ ...step, options: inner }]),
    options,
  );
