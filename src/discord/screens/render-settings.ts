/** `/settings`: Midjourney's panel. Active settings are green; what no configured vendor supports is left out. */
import { type APISelectMenuOption, ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { Choices } from '#application/accounts/member-service.ts';
import { encodeCustomId, type SettingControl } from '#discord/components/custom-id.ts';
import { button, type Rows, row } from '#discord/components/rows.ts';
import { NEWEST } from '#discord/components/setting-change.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { cutText } from '#domain/cut-text.ts';
import { type MemberSettings, panelParameters, TRANSLATIONS } from '#domain/member-settings.ts';
import { formatParameter } from '#domain/prompt/format.ts';
import { DEFAULT_VERSION, isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';
import type { Speed } from '#domain/speed.ts';
import type { Translator } from '#i18n/translator.ts';

const SUFFIX_CHARACTERS_MAX = 1_500;

type Control = {
  readonly control: SettingControl;
  readonly label: string;
  readonly emoji?: string;
  readonly isActive: boolean;
};

/** The current panel; each use edits the same message. */
export function settingsMessage(
  translator: Translator,
  settings: MemberSettings,
  choices: Choices,
): OutgoingMessage {
  return {
    content: translator.say('settings.title', { suffix: suffixText(translator, settings) }),
    components: [
      versionRow(translator, settings, choices),
      ...controlRows(translator, settings, choices),
      ...(choices.translates ? [translationRow(translator, settings)] : []),
    ],
    allowed_mentions: MENTIONING_NOBODY,
  };
}

/** Everything that is added to prompts: the suffix, then the panel's parameters. */
function suffixText({ say }: Translator, settings: MemberSettings): string {
  const parts = [settings.suffix, ...panelParameters(settings).map(formatParameter)];
  const text = parts.filter((part) => part !== '').join(' ');
  // Only backticks have to be escaped inside backticks.
  return text === ''
    ? say('settings.no-suffix')
    : `\`${cutText(text.replaceAll('`', "'"), SUFFIX_CHARACTERS_MAX)}\``;
}

function versionRow(
  translator: Translator,
  { version }: MemberSettings,
  { versions }: Choices,
): Rows[number] {
  const newest: APISelectMenuOption = {
    label: translator.say('settings.newest', { number: versionNumber(DEFAULT_VERSION) }),
    value: NEWEST,
    default: version === null,
  };
  // Newest first.
  const listed = versions.toReversed().map((one) => ({
    label: versionLabel(translator, one),
    value: one,
    default: one === version,
  }));
  return row({
    type: ComponentType.StringSelect,
    custom_id: encodeCustomId({ kind: 'setting', control: 'version' }),
    placeholder: translator.say('settings.version'),
    options: [newest, ...listed],
  });
}

function versionLabel({ say }: Translator, version: Version): string {
  const number = versionNumber(version);
  return isNiji(version)
    ? say('settings.version.niji', { number })
    : say('settings.version.v', { number });
}

/** Each option names the setting, because a select only shows the chosen option. */
function translationRow({ say }: Translator, { translation }: MemberSettings): Rows[number] {
  const labels = {
    auto: say('settings.translation.auto'),
    on: say('settings.translation.on'),
    off: say('settings.translation.off'),
  };
  return row({
    type: ComponentType.StringSelect,
    custom_id: encodeCustomId({ kind: 'setting', control: 'translation' }),
    options: TRANSLATIONS.map((value) => ({
      label: labels[value],
      value,
      default: value === translation,
    })),
  });
}

function controlRows({ say }: Translator, settings: MemberSettings, choices: Choices): Rows {
  const { raw, stylize, personalised, visibility, remix, variation, speed } = settings;
  const has = (name: Choices['parameters'][number]) => choices.parameters.includes(name);
  const stylizeAt = (value: number | null, label: string): Control => ({
    control: `stylize-${value === 50 || value === 250 || value === 750 ? value : 100}`,
    label,
    emoji: '🖌️',
    isActive: stylize === value,
  });
  const speedAt = (control: Speed, label: string, emoji: string): readonly Control[] =>
    choices.speeds.includes(control)
      ? [{ control, label, emoji, isActive: (speed ?? 'fast') === control }]
      : [];
  const rows: readonly (readonly Control[])[] = [
    [
      ...(has('raw')
        ? [{ control: 'raw', label: say('settings.raw'), isActive: raw } as const]
        : []),
      ...(has('stylize')
        ? [
            stylizeAt(50, say('settings.stylize-low')),
            stylizeAt(null, say('settings.stylize-medium')),
            stylizeAt(250, say('settings.stylize-high')),
            stylizeAt(750, say('settings.stylize-very-high')),
          ]
        : []),
    ],
    [
      ...(has('profile')
        ? [
            {
              control: 'personal',
              label: say('settings.personal'),
              isActive: personalised,
            } as const,
          ]
        : []),
      {
        control: 'public',
        label: say('settings.public'),
        emoji: '🧍‍♂️',
        isActive: visibility === 'public',
      },
      { control: 'remix', label: say('settings.remix'), emoji: '🎛️', isActive: remix },
      { control: 'strong', label: say('settings.strong'), isActive: variation === 'strong' },
      { control: 'subtle', label: say('settings.subtle'), isActive: variation === 'subtle' },
    ],
    [
      ...speedAt('turbo', say('settings.turbo'), '⚡'),
      ...speedAt('fast', say('settings.fast'), '🐇'),
      ...speedAt('relax', say('settings.relax'), '🐢'),
      { control: 'reset', label: say('settings.reset'), isActive: false },
    ],
  ];
  return rows
    .filter((controls) => controls.length > 0)
    .map((controls) => row(...controls.map(controlButton)));
}

const controlButton = ({ control, label, emoji, isActive }: Control) =>
  button({ kind: 'setting', control }, isActive ? ButtonStyle.Success : ButtonStyle.Secondary, {
    label,
    ...(emoji === undefined ? {} : { emoji: { name: emoji } }),
  });
