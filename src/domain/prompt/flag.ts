import type { Version, VersionRange } from './version.ts';

/** Midjourney's parameters by their canonical names; `flags.ts` describes each. */
export type ParameterName =
  | ('ar' | 'chaos' | 'stylize' | 'weird' | 'exp' | 'raw' | 'no' | 'tile' | 'seed' | 'sameseed')
  | ('quality' | 'hd' | 'sd' | 'draft' | 'stop' | 'style')
  | ('iw' | 'sref' | 'sw' | 'sv' | 'oref' | 'ow' | 'cref' | 'cw' | 'edit' | 'profile')
  | ('dref' | 'dw')
  | ('version' | 'niji' | 'repeat' | 'fast' | 'relax' | 'turbo' | 'stealth' | 'public')
  | ('zoom' | 'video' | 'motion' | 'loop' | 'end' | 'bs')
  | ('test' | 'testp' | 'creative' | 'uplight' | 'upbeta' | 'upanime' | 'width' | 'height')
  | ('vibe' | 'hq' | 'newclip' | 'nostretch' | 'old' | 'beta');

/**
 * The value of a parameter. `nothing` takes no word, `integer`, `decimal`, `ratio`, `choice` and `version` take the
 * next word in any case, `number-if-any` only a number, `link` one URL, `links` several, `references` URLs, style codes
 * and `random`; `words` and `codes` take everything up to the next parameter.
 */
export type ValueKind =
  | ('nothing' | 'integer' | 'decimal' | 'ratio' | 'choice' | 'version' | 'number-if-any')
  | ('link' | 'links' | 'references' | 'words' | 'codes');

/**
 * The purpose of a parameter other than affecting the picture; decides where it is allowed and whether messages repeat
 * it.
 */
export type FlagRole =
  /** Chooses the model. */
  | 'version'
  /** Speed or visibility of the job; never repeated in messages. */
  | 'mode'
  /** One prompt, several jobs; never repeated in messages. */
  | 'batch'
  /** Only valid in the Custom Zoom modal. */
  | 'custom-zoom'
  /** Only valid for a video. */
  | 'video';

/** Allowed numbers in some versions; `besides` narrows it to prompts that also carry that parameter. */
export type NumberRange = {
  readonly versions: readonly VersionRange[];
  readonly minimum: number;
  readonly maximum: number;
  /** Midjourney's default; null if it is random. */
  readonly usual: number | null;
  readonly besides?: ParameterName;
};

/** Allowed words (or listed numbers) in some versions. */
export type ChoiceSet = {
  readonly versions: readonly VersionRange[];
  readonly choices: readonly string[];
  readonly usual: string | null;
};

/**
 * A use that a vendor supports beyond Midjourney's own bot: a parameter in further versions, with certain values or
 * any.
 */
export type ExtraUse = {
  readonly parameter: ParameterName;
  readonly versions: readonly Version[];
  readonly values?: readonly string[];
};

/** The definition of one parameter. */
export type Flag = {
  /** Other spellings, without the name itself. */
  readonly aliases?: readonly string[];
  /** The spelling in messages, if it differs from the name. */
  readonly echoedAs?: string;
  readonly takes: ValueKind;
  /** Absent: it affects the picture. */
  readonly role?: FlagRole;
  readonly versions: readonly VersionRange[];
  /** The first range whose versions (and `besides`) match applies. */
  readonly ranges?: readonly NumberRange[];
  readonly choices?: readonly ChoiceSet[];
  /** The maximum number of links of `links`. */
  readonly linksMax?: number;
  /** Values of repeated uses add up; for all other parameters the last one applies. */
  readonly repeatable?: true;
  /** Requires this other parameter. */
  readonly requires?: ParameterName;
  /** Conflicting parameters; listed for one of the two only, so that the conflict is reported once. */
  readonly conflicts?: readonly ParameterName[];
  /** The value may be omitted although its kind has one. */
  readonly valueOptional?: true;
  /** A complete, valid example for messages. */
  readonly example: string;
};
