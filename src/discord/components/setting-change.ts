import { type MemberSettings, TRANSLATIONS } from '#domain/member-settings.ts';
import { VERSIONS } from '#domain/prompt/version.ts';
import type { SettingControl } from './custom-id.ts';

/** The version select's value for the newest version. */
export const NEWEST = 'newest';

/** The change that a control makes to the settings; null for an unknown choice. */
export function settingChange(
  control: SettingControl,
  settings: MemberSettings,
  chosen: string | undefined,
): Partial<MemberSettings> | null {
  switch (control) {
    case 'version': {
      if (chosen === NEWEST) return { version: null };
      const version = VERSIONS.find((one) => one === chosen);
      return version === undefined ? null : { version };
    }
    case 'translation': {
      const translation = TRANSLATIONS.find((one) => one === chosen);
      return translation === undefined ? null : { translation };
    }
    case 'raw':
      return { raw: !settings.raw };
    case 'stylize-50':
      return { stylize: 50 };
    case 'stylize-100':
      return { stylize: null };
    case 'stylize-250':
      return { stylize: 250 };
    case 'stylize-750':
      return { stylize: 750 };
    case 'personal':
      return { personalised: !settings.personalised };
    case 'public':
      return { visibility: settings.visibility === 'public' ? 'stealth' : 'public' };
    case 'remix':
      return { remix: !settings.remix };
    case 'strong':
    case 'subtle':
      return { variation: control };
    case 'turbo':
    case 'fast':
    case 'relax':
      return { speed: control };
    case 'reset':
      return null;
    default:
      return control satisfies never;
  }
}
