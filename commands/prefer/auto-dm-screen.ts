import type { APIEmbed } from 'discord-api-types/v10';
import { COLORS, embed } from '#discord/screens/embed.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import type { Translator } from '#i18n/translator.ts';

/** Results are sent by direct message too from now on, or no more. */
export const autoDmEmbed = ({ say }: Translator, { autoDm }: MemberSettings): APIEmbed =>
  embed({
    title: say('auto-dm.title', { state: autoDm ? 'on' : 'off' }),
    description: say('auto-dm.description', { state: autoDm ? 'on' : 'off' }),
    color: COLORS.success,
  });
