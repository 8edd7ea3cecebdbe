import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';

/** A command that can be run: a command without subcommands, or one of its subcommands. */
export type CommandLeaf = {
  readonly commandId: string;
  /** As typed after the slash: "prefer option set". */
  readonly name: string;
  /** As it was registered, where the person's language calls it otherwise: it can be typed too. */
  readonly registeredName: string;
  readonly description: string;
  /** Subcommand group (2) and subcommand (1) on the way to the leaf. */
  readonly path: readonly { readonly name: string; readonly type: 1 | 2 }[];
  readonly options: readonly APIApplicationCommandOption[];
};

/** A command typed as text, e.g. `/draw prompt: a lighthouse`. */
export type TypedCommand = {
  readonly leaf: CommandLeaf;
  readonly values: Readonly<Record<string, string>>;
};

export function flattenCommands(commands: readonly APIApplicationCommand[]): readonly CommandLeaf[];
/** What the picker offers for a message that starts with a slash, the best match first. */
export function matchCommands(leaves: readonly CommandLeaf[], text: string): readonly CommandLeaf[];
/** Null when the text names no command completely. */
export function parseCommandText(leaves: readonly CommandLeaf[], text: string): TypedCommand | null;
/** The command that the text names exactly, with nothing after it. */
export function exactCommand(leaves: readonly CommandLeaf[], text: string): CommandLeaf | null;
/** Someone typing `name:` inside a field means the option of that name. */
export function splitTypedOption(
  leaf: CommandLeaf,
  field: string,
  takenNames: readonly string[],
  text: string,
): { readonly before: string; readonly name: string; readonly after: string } | null;
