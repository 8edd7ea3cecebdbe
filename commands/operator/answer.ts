import type { APIEmbed } from 'discord-api-types/v10';
import type { Attachment } from '#ports/messenger.ts';

/** An answer of `/operator`, with a file where there is one. */
export type OperatorAnswer = {
  readonly embed: APIEmbed;
  readonly file?: Attachment & { readonly fileName: string };
};
