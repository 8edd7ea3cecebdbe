import type { APIEmbed } from 'discord-api-types/v10';
import type { Attachment } from '#ports/messenger.ts';

/** A reply of `/operator`, with an optional file. */
export type OperatorAnswer = {
  readonly embed: APIEmbed;
  readonly file?: Attachment & { readonly fileName: string };
};
