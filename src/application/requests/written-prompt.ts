/**
 * A typed prompt with what the person's settings add to it. Settings and options are read from the store once per
 * request, however many prompts it has; the rest is computed in linear time.
 */

import type { RequirementsAt } from '#application/vendors/vendor-obstacle.ts';
import type { UserId } from '#domain/ids.ts';
import type { VisibilitySources } from '#domain/job-visibility.ts';
import {
  type CustomOption,
  type MemberSettings,
  panelParameters,
  type Translation,
} from '#domain/member-settings.ts';
import { withDefaults } from '#domain/prompt/change.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { type AttachedLinks, withAttached } from '#domain/prompt/links.ts';
import { readPrompt } from '#domain/prompt/options.ts';
import { createPromptParser, parsePrompt } from '#domain/prompt/parse.ts';
import type { PromptProblem } from '#domain/prompt/problem.ts';
import type { Parameter, ParsedPrompt } from '#domain/prompt/prompt.ts';
import { speedOf, visibilityOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION, type Version } from '#domain/prompt/version.ts';
import { beginningOf } from '#domain/prompt/video.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import type { MemberStore } from '#ports/member-store.ts';

/** A prompt with what its writer's settings add to it. */
export type WrittenPrompt = {
  /** The typed prompt with custom options expanded. */
  readonly typed: ParsedPrompt;
  /**
   * The whole prompt for a vendor whose default version this is: which settings apply, and how references are named,
   * depends on it.
   */
  readonly at: (version: Version) => ParsedPrompt;
  readonly speed: Speed;
  /** The prompt names the speed; otherwise another one may be chosen. */
  readonly isSpeedTyped: boolean;
  readonly visibility: Pick<VisibilitySources, 'typed' | 'setting'>;
  /** The writer's setting. */
  readonly translation: Translation;
  /** The person confirmed that words with one hyphen are words. */
  readonly hyphens?: 'words';
};

/** A prompt that is not checked yet, or the refusal of one that is too long. */
export type WriteOutcome = { readonly kind: 'written'; readonly written: WrittenPrompt } | Rejected;

/** Writes any number of prompts of one person, with the pictures attached to them. */
export type PromptWriter = (text: string, attached?: AttachedLinks) => WriteOutcome;

/** The refusal of a prompt. */
export const promptRejected = (problem: PromptProblem): Rejected =>
  rejected({ kind: 'prompt-problem', problem });

/** A person's settings and custom options for prompts. */
export async function readWriter(
  { store }: { readonly store: MemberStore },
  userId: UserId,
): Promise<{ readonly member: MemberSettings; readonly options: readonly CustomOption[] }> {
  const [member, options] = await Promise.all([
    store.memberSettings(userId),
    store.customOptions(userId),
  ]);
  return { member, options };
}

/** A writer with the person's current settings. */
export async function promptWriter(
  context: { readonly store: MemberStore },
  userId: UserId,
): Promise<PromptWriter> {
  const { member, options } = await readWriter(context, userId);
  return createPromptWriter(member, options);
}

/** The prompt with the person's current visibility setting, for questions answered later. */
export async function withVisibilityNow(
  { store }: { readonly store: MemberStore },
  userId: UserId,
  written: WrittenPrompt,
): Promise<WrittenPrompt> {
  const { visibility: setting } = await store.memberSettings(userId);
  return { ...written, visibility: { ...written.visibility, setting } };
}

/** Expands custom options, then adds the suffix and the settings that the prompt does not name. */
export function createPromptWriter(
  settings: MemberSettings,
  options: readonly CustomOption[],
): PromptWriter {
  const parse = createPromptParser();
  // It was stored with expanded options.
  const suffix = settings.suffix === '' ? [] : parsePrompt(settings.suffix).parameters;
  const panel = panelParameters(settings);
  // The prompts of a batch share one array of parameters, so its defaults are computed once.
  const settled = new Map<Version, Map<readonly Parameter[], readonly Parameter[]>>();

  const settle = (parameters: readonly Parameter[], version: Version): readonly Parameter[] => {
    const ofVersion = settled.get(version) ?? new Map<readonly Parameter[], readonly Parameter[]>();
    settled.set(version, ofVersion);
    const known = ofVersion.get(parameters);
    if (known !== undefined) return known;
    const begun = withDefaults(wordsWith(parameters), suffix);
    const complete = withPanel(begun, panel, version).parameters;
    ofVersion.set(parameters, complete);
    return complete;
  };

  return (text, attached) => {
    const read = readPrompt(text, options, parse);
    if (read.kind === 'refused') return promptRejected(read.problem);
    const { parsed: typed } = read;
    const at = (version: Version): ParsedPrompt => {
      const complete = { ...typed, parameters: settle(typed.parameters, version) };
      // Last, because the name of a reference's parameter depends on the version.
      return attached === undefined ? complete : withAttached(complete, attached, version);
    };
    // No panel setting affects speed or visibility, so any version gives the same result.
    const complete = at(DEFAULT_VERSION);
    const speed = speedOf(complete);
    const written = {
      typed,
      at,
      speed: speed ?? settings.speed ?? 'fast',
      isSpeedTyped: speed !== null,
      visibility: { typed: visibilityOf(complete), setting: settings.visibility },
      translation: settings.translation,
    };
    return { kind: 'written', written };
  };
}

/** Which settings apply depends on the parameters alone. */
const wordsWith = (parameters: readonly Parameter[]): ParsedPrompt => ({
  imageUrls: [],
  text: 'words',
  parameters,
});

/** Leaves out settings that the chosen version does not know, instead of refusing the prompt. */
function withPanel(
  prompt: ParsedPrompt,
  panel: readonly Parameter[],
  version: Version,
): ParsedPrompt {
  return panel.reduce((before, parameter) => {
    const after = withDefaults(before, [parameter]);
    const problem = firstProblem(after, { version });
    return problem === null || isAlike(problem, firstProblem(before, { version })) ? after : before;
  }, prompt);
}

/** The same problem, perhaps for another version. */
const isAlike = (one: PromptProblem, other: PromptProblem | null): boolean =>
  one.kind === other?.kind && parameterOfProblem(one) === parameterOfProblem(other);

const parameterOfProblem = (problem: PromptProblem): string | null =>
  'parameter' in problem ? problem.parameter : null;

/** The requirements of a written prompt, by the vendor's default version. */
export const beginningAt =
  ({ at, speed, hyphens }: Pick<WrittenPrompt, 'at' | 'speed' | 'hyphens'>): RequirementsAt =>
  (version) => {
    const written = at(version);
    return {
      ...beginningOf(written),
      written,
      speed,
      ...(hyphens === undefined ? {} : { hyphens }),
    };
  };
