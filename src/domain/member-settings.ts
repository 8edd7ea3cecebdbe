/**
 * A person's settings for all their jobs, in every server. Settings are defaults: parameters in the prompt override
 * them.
 */

import type { KnownParameter, Parameter } from '#domain/prompt/prompt.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';
import type { Speed } from './speed.ts';

/** How strongly V1-V4 vary their picture. */
export type Variation = 'strong' | 'subtle';

/** Who sees results: everyone in the channel, or only the person. */
export type Visibility = 'public' | 'stealth';

/** When a vendor should translate a prompt: if most letters are not Latin, always, never. */
export const TRANSLATIONS = ['auto', 'on', 'off'] as const;

/** One of `TRANSLATIONS`. */
export type Translation = (typeof TRANSLATIONS)[number];

/** `--name` in a prompt is replaced by the value. */
export type CustomOption = { readonly name: string; readonly value: string };

/** A person's defaults for new jobs. */
export type MemberSettings = {
  /** Null: the newest model. */
  readonly version: Version | null;
  readonly raw: boolean;
  /** Null: the model's own, which is 100. */
  readonly stylize: number | null;
  readonly personalised: boolean;
  readonly visibility: Visibility;
  /** Buttons that make new pictures ask for the prompt first. */
  readonly remix: boolean;
  readonly variation: Variation;
  /** Null: not set; new jobs are fast, follow-ups use their parent's speed. */
  readonly speed: Speed | null;
  /** Parameters added to every prompt; empty for none. */
  readonly suffix: string;
  /** Every result is sent as a direct message too. */
  readonly autoDm: boolean;
  readonly translation: Translation;
};

/** The defaults, also after a reset. */
export const DEFAULT_SETTINGS: MemberSettings = {
  version: null,
  raw: false,
  stylize: null,
  personalised: false,
  visibility: 'public',
  remix: false,
  variation: 'strong',
  speed: null,
  suffix: '',
  autoDm: false,
  translation: 'auto',
};

/** Midjourney's limit per person. */
export const CUSTOM_OPTIONS_MAX = 20;

/** The parameters set by the panel's buttons, in its order. */
export function panelParameters(settings: MemberSettings): readonly Parameter[] {
  const { version, raw, stylize, personalised } = settings;
  const known = (name: KnownParameter['name'], ...values: readonly string[]): KnownParameter => ({
    kind: 'known',
    name,
    values,
  });
  return [
    ...(version === null
      ? []
      : [known(isNiji(version) ? 'niji' : 'version', String(versionNumber(version)))]),
    ...(stylize === null ? [] : [known('stylize', String(stylize))]),
    ...(raw ? [known('raw')] : []),
    ...(personalised ? [known('profile')] : []),
  ];
}
