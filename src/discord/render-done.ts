/** What a person reads after changing a setting: Midjourney's words where they are true here too. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { CustomOption, MemberSettings } from '#domain/member-settings.ts';
import type { Speed } from '#domain/speed.ts';
import { COLORS, embed } from './embed.ts';

const done = (description: string): APIEmbed =>
  embed({ title: 'Done!', description, color: COLORS.success });

const SPEED_TEXTS = {
  fast: "Your jobs now run in fast mode. Note that once you exhaust the server's credits, whoever runs this bot can add more. To conserve them, use `/relax` to switch back to relax mode.",
  turbo:
    "Your jobs now run in turbo mode, at twice the price. Note that once you exhaust the server's credits, whoever runs this bot can add more. To conserve them, use `/relax` to switch back to relax mode.",
  relax:
    'Your jobs now cost half the credits, but might take a little longer. You can always switch back with `/fast`',
} as const satisfies Record<Speed, string>;

export const speedEmbed = (speed: Speed): APIEmbed => done(SPEED_TEXTS[speed]);

export const noSpeedEmbed = (speed: Speed): APIEmbed =>
  embed({
    title: 'Invalid request',
    description: `No image service of this bot has a ${speed} mode. Your setting stays as it was; \`/settings\` shows what there is.`,
    color: COLORS.error,
  });

export const visibilityEmbed = ({ visibility }: MemberSettings): APIEmbed =>
  done(
    visibility === 'stealth'
      ? 'You are now in stealth mode: your new images are shown to you alone. Use `/public` to show them to everyone again.'
      : 'You are now in public mode: your new images are shown to everyone in the channel. Use `/stealth` to keep them to yourself.',
  );

export const remixEmbed = ({ remix }: MemberSettings): APIEmbed =>
  embed({
    title: remix ? 'Remix mode turned on!' : 'Remix mode turned off!',
    description: remix
      ? 'Clicking the variation buttons will now give you a chance to edit your prompt! You can always turn this off by running `/prefer remix` again.'
      : 'You can always turn this on by running `/prefer remix` again.',
    color: COLORS.success,
  });

export const variabilityEmbed = ({ variation }: MemberSettings): APIEmbed =>
  done(
    variation === 'subtle'
      ? 'V1-V4 now make subtle variations, where the image service can. Run `/prefer variability` again for strong ones.'
      : 'V1-V4 now make strong variations. Run `/prefer variability` again for subtle ones.',
  );

export const suffixEmbed = (suffix: string): APIEmbed =>
  done(
    suffix === ''
      ? 'Nothing is added to your prompts any more.'
      : `\`${suffix}\` is now added to the end of every prompt. Leave \`new_value\` empty to remove it.`,
  );

export const optionEmbed = (kind: 'saved' | 'removed', { name, value }: CustomOption): APIEmbed =>
  done(
    kind === 'saved'
      ? `\`--${name}\` now stands for \`${value}\` in your prompts.`
      : `\`--${name}\` is removed.`,
  );

export const optionsEmbed = (options: readonly CustomOption[]): APIEmbed =>
  embed({
    title: 'Custom options',
    description:
      options.length === 0
        ? 'You have none. `/prefer option set` makes one: `--mine` can then stand for `--ar 3:2 --stylize 250`.'
        : options.map(({ name, value }) => `\`--${name}\`: \`${value}\``).join('\n'),
    color: COLORS.plain,
  });
