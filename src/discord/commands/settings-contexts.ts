import { InteractionContextType } from 'discord-api-types/v10';

/** Personal settings can also be changed in direct messages. */
export const SETTINGS_CONTEXTS = [InteractionContextType.Guild, InteractionContextType.BotDM];
