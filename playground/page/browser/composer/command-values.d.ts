import type { APIApplicationCommandOption } from 'discord-api-types/v10';
import type { FilledOption, UploadedFile } from '../../protocol.ts';
import type { CommandLeaf } from './command-text.js';

/** What a person has put into an option's field. */
export type Field = {
  readonly text: string;
  /** Set when the text was picked from a list, whose names may differ from their values. */
  readonly picked?: string | number;
  readonly file?: UploadedFile;
};

export type Fields = Readonly<Record<string, Field>>;

export type Choice = { readonly name: string; readonly value: string | number };

/** Who and what can be mentioned in user, channel and role options. */
export type Surroundings = {
  readonly users: readonly Choice[];
  readonly channels: readonly Choice[];
  readonly roles: readonly Choice[];
};

/** The closed list a field is picked from; null for free text. */
export function fixedChoices(
  option: APIApplicationCommandOption,
  surroundings: Surroundings,
): readonly Choice[] | null;

export function narrowChoices(choices: readonly Choice[], text: string): readonly Choice[];

export type ReadField =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'empty' }
  | { readonly kind: 'problem'; readonly problem: string };

export function readField(
  option: APIApplicationCommandOption,
  field: Field | undefined,
  surroundings: Surroundings,
): ReadField;

export type FilledCommand = {
  readonly options: readonly FilledOption[];
  readonly attachments: readonly UploadedFile[];
  /** By option name; empty when the command can be sent. */
  readonly problems: Readonly<Record<string, string>>;
};

/** `focused`: the option being completed; then nothing is a problem. */
export function fillCommand(
  leaf: CommandLeaf,
  fields: Fields,
  surroundings: Surroundings,
  focused?: string,
): FilledCommand;
