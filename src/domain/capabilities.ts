import type { Version } from '#domain/prompt/version.ts';
import type { ActionName } from './action.ts';
import type { ExtraUse, ParameterName } from './prompt/flag.ts';
import type { Speed } from './speed.ts';

/** Where an action can be had; an absent list means no restriction. */
export type ActionSupport = {
  readonly versions?: readonly Version[];
  /**
   * Speeds it can be asked for at, where they are not those of all other actions: its call has no field for
   * it. A wish for any other speed runs as fast.
   */
  readonly speeds?: readonly Speed[];
  /** The same for single versions; it counts before the list for all of them. */
  readonly speedsOf?: { readonly [version in Version]?: readonly Speed[] };
  /** The same for prompts with a parameter; it counts before both. */
  readonly speedsWith?: { readonly [name in ParameterName]?: readonly Speed[] };
  /** Takes another prompt than the one of what it follows. */
  readonly rewrites?: true;
  /** The same for pictures of some versions alone. */
  readonly rewritesOf?: readonly Version[];
  /** Longest prompt it takes here, in characters, where that is not the one of all other actions. */
  readonly promptCharactersMax?: number;
  /** Parameters it honours here, where they are not those of all other actions. */
  readonly parameters?: readonly string[];
  /** Works on one picture of a grid too, without taking it out first. */
  readonly ofCells?: true;
  /**
   * Starts just as well from a picture that somebody else made: by a link that anybody can fetch, or by its
   * bytes. It is then asked without a parent.
   */
  readonly fromPicture?: 'link' | 'bytes';
};

/**
 * What a vendor can do, as data. An action that is absent is not offered; whatever is offered
 * works. Printed into the documentation and read by the router and the offer.
 */
export type Capabilities = {
  readonly actions: { readonly [action in ActionName]?: ActionSupport };
  readonly speeds: readonly Speed[];
  /** What it runs where a prompt names no version; absent: Midjourney's newest. */
  readonly version?: Version;
  /** What it takes in a prompt beyond what Midjourney's own bot does. */
  readonly extras?: readonly ExtraUse[];
  /** Longest prompt it takes, in characters, parameters included. */
  readonly promptCharactersMax: number;
  /** Image links at the head of the prompt. */
  readonly imagePrompts: boolean;
  /** Pictures that people give reach it as bytes, never by their links. */
  readonly readsBytes?: true;
  /** Links to pictures must lead to PNG, JPEG or WebP, the only formats that its pages name. */
  readonly commonFormatsOnly?: true;
  /** Those links cannot be weighted (`https://... ::2`). */
  readonly noImageWeights?: true;
  /** It can translate the words of a prompt into English itself. */
  readonly translates?: true;
  /** Parameters it honours: all that Midjourney knows, or just these (canonical names). */
  readonly parameters: 'all' | readonly string[];
};

/** Whether other words than the picture's are heeded; the version is the picture's. */
export const takesWords = (support: ActionSupport | null | undefined, version: Version): boolean =>
  support?.rewrites === true || support?.rewritesOf?.includes(version) === true;

/** The longest prompt that the action takes, in characters. */
export const promptLimit = (
  { actions, promptCharactersMax }: Pick<Capabilities, 'actions' | 'promptCharactersMax'>,
  action: ActionName,
): number => actions[action]?.promptCharactersMax ?? promptCharactersMax;
