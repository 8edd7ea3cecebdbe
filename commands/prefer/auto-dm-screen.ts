import type { APIEmbed } from 'discord-api-types/v10';
import { COLORS, embed } from '#discord/screens/embed.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import type { Translator } from '#i18n/translator.ts';

/** Confirms that results are also sent by direct message from now on, or no longer. */
export const autoDmEmbed = ({ say }: Translator, { autoDm }: MemberSettings): APIEmbed =>
  embed({
    title: say('auto-dm.title', { state: autoDm ? 'on' : 'off' }),
    description: say('auto-dm.description', { state: autoDm ? 'on' : 'off' }),
    color: COLORS.success,
  });
