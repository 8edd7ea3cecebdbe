/** A file a person attaches to a command option, a modal field or a message. */
export type PersonFile = {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
};

/** A command option as filled in; subcommands and groups nest `options`. */
export type FilledOption = {
  readonly name: string;
  readonly type: number;
  readonly value?: string | number | boolean;
  readonly options?: readonly FilledOption[];
  readonly focused?: boolean;
};

/** Files of options, by the id that the option's value names. */
export type OptionFiles = ReadonlyMap<string, PersonFile>;

/** What a person types into or chooses in one field of a modal. */
export type FieldValue = {
  readonly customId: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly files?: readonly PersonFile[];
};

/** Everything a person can do that the bot hears of as an interaction. */
export type PersonAct =
  | {
      readonly kind: 'command';
      readonly channelId: string;
      readonly commandId: string;
      readonly options: readonly FilledOption[];
      readonly files: OptionFiles;
      /** Sent although Discord does not offer it to this person here, as if its check had failed. */
      readonly forged?: boolean;
    }
  | {
      readonly kind: 'context-command';
      readonly channelId: string;
      readonly commandId: string;
      readonly targetId: string;
    }
  | {
      readonly kind: 'autocomplete';
      readonly channelId: string;
      readonly commandId: string;
      readonly options: readonly FilledOption[];
    }
  | {
      readonly kind: 'press';
      readonly channelId: string;
      readonly messageId: string;
      readonly customId: string;
      readonly values: readonly string[];
      /** A forged press carries an id that is not on the message, as hostile clients may. */
      readonly forged: boolean;
    }
  | {
      readonly kind: 'submit-modal';
      readonly channelId: string;
      /** The interaction that opened the modal. */
      readonly openedBy: string;
      readonly fields: readonly FieldValue[];
    };
