/** @import { APIMessage } from 'discord-api-types/v10' */

/** @type {(bit: number) => (message: APIMessage) => boolean} */
const hasFlag = (bit) => (message) => ((message.flags ?? 0) & (1 << bit)) !== 0;

export const hidesEmbeds = hasFlag(2);
/** Only the person who caused it sees it. */
export const isEphemeral = hasFlag(6);
/** Deferred: the bot is "thinking". */
export const isLoading = hasFlag(7);
/** Its components are its whole content. */
export const isLayout = hasFlag(15);
