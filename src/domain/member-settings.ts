/**
 * What a person has set for all their jobs, in every server. A setting only fills in what a prompt leaves
 * open: what is written wins.
 */

import type { KnownParameter, Parameter } from '#domain/prompt/prompt.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';
import type { Speed } from './speed.ts';

/** How far V1-V4 depart from their picture. */
export type Variation = 'strong' | 'subtle';

/** Who sees results: everyone in the channel, or the person alone. */
export type Visibility = 'public' | 'stealth';

/** When a vendor is asked to translate the words of a prompt: where most letters are not Latin, always, never. */
export const TRANSLATIONS = ['auto', 'on', 'off'] as const;

/** Whether a vendor translates a person's prompts: see `TRANSLATIONS`. */
export type Translation = (typeof TRANSLATIONS)[number];

/** `--name` in a prompt stands for the value. */
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
  /** Null: never chosen; new jobs are fast, follow-ups as fast as what they follow. */
  readonly speed: Speed | null;
  /** Parameters added to every prompt; empty for none. */
  readonly suffix: string;
  /** Every result is sent as a direct message too. */
  readonly autoDm: boolean;
  readonly translation: Translation;
};

/** What holds until a person sets something, and after a reset. */
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

/** Midjourney keeps twenty for each person. */
export const CUSTOM_OPTIONS_MAX = 20;

/** The parameters that the panel's buttons stand for, in its order. */
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
