import type { Version, VersionRange } from './version.ts';

/** Midjourney's parameters by the name this code uses; `flags.ts` says all about each. */
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
 * What may follow the name. `nothing` takes no word, `integer`, `decimal`, `ratio`, `choice` and `version`
 * take the next word whatever it is, `number-if-any` only a number, `link` one web address, `links` several,
 * `references` addresses, style codes and `random`; `words` and `codes` take everything up to the next parameter.
 */
export type ValueKind =
  | ('nothing' | 'integer' | 'decimal' | 'ratio' | 'choice' | 'version' | 'number-if-any')
  | ('link' | 'links' | 'references' | 'words' | 'codes');

/** What a parameter is for beyond shaping the picture; decides where it may stand and whether messages repeat it. */
export type FlagRole =
  /** Chooses the model. */
  | 'version'
  /** How the job is run and who sees it; never repeated in messages. */
  | 'mode'
  /** One prompt, several jobs; never repeated in messages. */
  | 'batch'
  /** Means something only in the Custom Zoom modal. */
  | 'custom-zoom'
  /** Means something only for a video. */
  | 'video';

/** Allowed numbers in some versions; `besides` narrows it to prompts that also carry that parameter. */
export type NumberRange = {
  readonly versions: readonly VersionRange[];
  readonly minimum: number;
  readonly maximum: number;
  /** What Midjourney takes when the parameter is absent; null when it draws one. */
  readonly usual: number | null;
  readonly besides?: ParameterName;
};

/** Allowed words (or listed numbers) in some versions. */
export type ChoiceSet = {
  readonly versions: readonly VersionRange[];
  readonly choices: readonly string[];
  readonly usual: string | null;
};

/** What a service takes beyond Midjourney's own bot: a parameter in further versions, of certain values or of any. */
export type ExtraUse = {
  readonly parameter: ParameterName;
  readonly versions: readonly Version[];
  readonly values?: readonly string[];
};

/** All that the prompt language knows about one parameter. */
export type Flag = {
  /** Other spellings; the name itself is not among them. */
  readonly aliases?: readonly string[];
  /** The spelling in messages, where it is not the name. */
  readonly echoedAs?: string;
  readonly takes: ValueKind;
  /** Absent: it shapes the picture. */
  readonly role?: FlagRole;
  readonly versions: readonly VersionRange[];
  /** The first whose versions (and `besides`) fit is the one that counts. */
  readonly ranges?: readonly NumberRange[];
  readonly choices?: readonly ChoiceSet[];
  /** How many links `links` takes at most. */
  readonly linksMax?: number;
  /** Given twice, the values add up; for all others the last one counts. */
  readonly repeatable?: true;
  /** Means nothing without this other parameter. */
  readonly requires?: ParameterName;
  /** Refused beside these; written at one of the two only, so that it is reported once. */
  readonly conflicts?: readonly ParameterName[];
  /** May stand without a value although its kind takes one. */
  readonly valueOptional?: true;
  /** A whole, valid use of it, for messages that explain. */
  readonly example: string;
};
