/** Messages after a changed setting, in Midjourney's words where they apply. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { CustomOption, MemberSettings } from '#domain/member-settings.ts';
import type { Speed } from '#domain/speed.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';

const done = ({ say }: Translator, description: string): APIEmbed =>
  embed({ title: say('done.title'), description, color: COLORS.success });

/** Nothing was changed, for the given reason. */
export const unchangedEmbed = ({ say }: Translator, description: string): APIEmbed =>
  embed({ title: say('change.none'), description, color: COLORS.warning });

/** The speed of new jobs was set. */
export const speedEmbed = (translator: Translator, speed: Speed): APIEmbed =>
  done(translator, translator.say('done.speed', { speed }));

/** No configured vendor has that speed. */
export const noSpeedEmbed = ({ say }: Translator, speed: Speed): APIEmbed =>
  embed({
    title: say('rejection.invalid-request'),
    description: say('done.no-speed', { speed }),
    color: COLORS.error,
  });

/** The visibility of new jobs was set. */
export const visibilityEmbed = (translator: Translator, { visibility }: MemberSettings): APIEmbed =>
  done(translator, translator.say('done.visibility', { visibility }));

/** Remix mode is on or off. */
export const remixEmbed = ({ say }: Translator, { remix }: MemberSettings): APIEmbed => {
  const now = { now: remix ? 'on' : 'off' };
  return embed({
    title: say('done.remix.title', now),
    description: say('done.remix', now),
    color: COLORS.success,
  });
};

/** Results are also sent by direct message from now on, or no longer. */
export const autoDmEmbed = ({ say }: Translator, { autoDm }: MemberSettings): APIEmbed => {
  const now = { state: autoDm ? 'on' : 'off' };
  return embed({
    title: say('auto-dm.title', now),
    description: say('auto-dm.description', now),
    color: COLORS.success,
  });
};

/** Variation is strong or subtle. */
export const variabilityEmbed = (translator: Translator, { variation }: MemberSettings): APIEmbed =>
  done(translator, translator.say('done.variability', { variation }));

/** The suffix was set; empty: it was removed, if there was one. */
export function suffixEmbed(translator: Translator, suffix: string, hadNone: boolean): APIEmbed {
  const { say } = translator;
  if (suffix !== '') return done(translator, say('done.suffix', { suffix }));
  if (!hadNone) return done(translator, say('done.suffix-removed'));
  return unchangedEmbed(translator, say('done.suffix-none'));
}

/** A custom option was saved, removed, or did not exist. */
export function optionEmbed(
  translator: Translator,
  kind: 'saved' | 'removed' | 'unknown',
  { name, value }: CustomOption,
): APIEmbed {
  const { say } = translator;
  if (kind === 'saved') return done(translator, say('done.option', { name, value }));
  if (kind === 'removed') return done(translator, say('done.option-removed', { name }));
  return embed({
    title: say('rejection.invalid-request'),
    description: say('done.option-unknown', { name }),
    color: COLORS.error,
  });
}
