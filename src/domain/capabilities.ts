import type { Version } from '#domain/prompt/version.ts';
import type { ActionName } from './action.ts';
import type { ExtraUse, ParameterName } from './prompt/flag.ts';
import type { Speed } from './speed.ts';

/** How a vendor supports an action; an absent list means no restriction. */
export type ActionSupport = {
  readonly versions?: readonly Version[];
  /** Speeds of this action, if they differ from the other actions'. Requests for any other speed run as fast. */
  readonly speeds?: readonly Speed[];
  /** Speeds of single versions; takes precedence over `speeds`. */
  readonly speedsOf?: { readonly [version in Version]?: readonly Speed[] };
  /** Speeds of prompts with a parameter; takes precedence over both. */
  readonly speedsWith?: { readonly [name in ParameterName]?: readonly Speed[] };
  /** Accepts a changed prompt. */
  readonly rewrites?: true;
  /** As `rewrites`, only for pictures of these versions. */
  readonly rewritesOf?: readonly Version[];
  /** The longest prompt of this action, in characters, if it differs from the other actions'. */
  readonly promptCharactersMax?: number;
  /** Parameters supported by this action, if they differ from the other actions'. */
  readonly parameters?: readonly string[];
  /** Also works on one picture of a grid, without upscaling it first. */
  readonly ofCells?: true;
  /** Also starts from a picture made elsewhere: by a public link, or by its bytes. Such a request has no parent. */
  readonly fromPicture?: 'link' | 'bytes';
  /** Is sent a link of its parent's picture, and needs the parent too. */
  readonly linksParent?: true;
};

/**
 * A vendor's capabilities as data. An absent action is not offered; every offered action works. Printed into the
 * documentation, and read by routing and the button offer.
 */
export type Capabilities = {
  readonly actions: { readonly [action in ActionName]?: ActionSupport };
  readonly speeds: readonly Speed[];
  /** The default for prompts that name no version; absent: Midjourney's newest. */
  readonly version?: Version;
  /** Prompt features beyond those of Midjourney's own bot. */
  readonly extras?: readonly ExtraUse[];
  /** The longest prompt, in characters, including parameters. */
  readonly promptCharactersMax: number;
  /** Supports image links at the start of the prompt. */
  readonly imagePrompts: boolean;
  /** Uploaded pictures are sent as bytes, never as links. */
  readonly readsBytes?: true;
  /** Linked pictures must be PNG, JPEG or WebP, the only documented formats. */
  readonly commonFormatsOnly?: true;
  /** Image links cannot have weights (`https://... ::2`). */
  readonly noImageWeights?: true;
  /** Can translate prompts into English itself. */
  readonly translates?: true;
  /** Supported parameters: all of Midjourney's, or only these (canonical names). */
  readonly parameters: 'all' | readonly string[];
};

/** Whether a changed prompt is used; the version is the picture's. */
export const usesChangedPrompt = (
  support: ActionSupport | null | undefined,
  version: Version,
): boolean => support?.rewrites === true || support?.rewritesOf?.includes(version) === true;

/** The longest prompt of the action, in characters. */
export const promptLimit = (
  { actions, promptCharactersMax }: Pick<Capabilities, 'actions' | 'promptCharactersMax'>,
  action: ActionName,
): number => actions[action]?.promptCharactersMax ?? promptCharactersMax;
