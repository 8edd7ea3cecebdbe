import { InteractionContextType } from 'discord-api-types/v10';

/** Settings are a person's own, so that they can be changed in direct messages too. */
export const SETTINGS_CONTEXTS = [InteractionContextType.Guild, InteractionContextType.BotDM];
