/**
 * Why a vendor cannot do a request, found before anything is spent: by its capabilities, its version and its own plan, so
 * that the router knows everything that the specification can foresee. Sends nothing.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { jobPrompt } from '#application/requests/job-prompt.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import { type Capabilities, promptLimit } from '#domain/capabilities.ts';
import type { Failure } from '#domain/failure.ts';
import type { Inability } from '#domain/inability.ts';
import { firstProblem, type PromptUse } from '#domain/prompt/check.ts';
import type { ExtraUse } from '#domain/prompt/flag.ts';
import { FLAGS } from '#domain/prompt/flags.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { knownParameters, versionOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION, type Version } from '#domain/prompt/version.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import { runningSpeed } from '#domain/speed-of-job.ts';
import type { StepsPlan, Vendor, VendorRequest } from '#ports/vendor.ts';

/** What a request without a parent requires of a vendor. */
export type Requirements = {
  readonly action: ActionName;
  /** The prompt with the parameters that the action uses. */
  readonly parsed: ParsedPrompt;
  /** The whole prompt, if there is more; this is checked. */
  readonly written?: ParsedPrompt;
  readonly speed: Speed;
  /** Links of pictures that are not in the prompt. */
  readonly imageUrls?: readonly string[];
  /** The person confirmed that words with one hyphen are words. */
  readonly hyphens?: 'words';
};

/**
 * The requirements by the version that an unversioned prompt runs on: the person's default parameters and the names
 * of references depend on it.
 */
export type RequirementsAt = (version: Version) => Requirements;

/** The version that the vendor runs where a prompt names none. */
export const versionAt = ({ capabilities }: Pick<Vendor, 'capabilities'>): Version =>
  capabilities.version ?? DEFAULT_VERSION;

/** The rules for a prompt: the version of an unversioned one, and the vendor's additions. */
export type PromptRules = {
  readonly version: Version;
  readonly extras: readonly ExtraUse[];
};

/** The rules of Midjourney's own bot. */
export const MIDJOURNEY_RULES: PromptRules = { version: DEFAULT_VERSION, extras: [] };

/** The vendor's rules. */
export const rulesAt = (vendor: Pick<Vendor, 'capabilities'>): PromptRules => ({
  version: versionAt(vendor),
  extras: vendor.capabilities.extras ?? [],
});

/** The same by name; Midjourney's own for a vendor that is no longer configured. */
export function rulesWith(context: Pick<AppContext, 'vendors'>, vendorName: string): PromptRules {
  const vendor = findVendor(context, vendorName);
  return vendor === null ? MIDJOURNEY_RULES : rulesAt(vendor);
}

/** A vendor's plan for a request, or why it cannot do it. */
export type Feasibility =
  | { readonly kind: 'able'; readonly plan: StepsPlan }
  | { readonly kind: 'unable'; readonly obstacle: Rejection };

/** Checks a request at the vendor, its own plan last. */
export function feasibilityAt(vendor: Vendor, requirements: Requirements): Feasibility {
  const obstacle = problemIn(requirements, rulesAt(vendor)) ?? lackOf(vendor, requirements);
  if (obstacle !== null) return { kind: 'unable', obstacle };
  const request = requestOf(vendor, requirements);
  const long = tooLong(vendor, request);
  return long === null ? planned(vendor, request) : { kind: 'unable', obstacle: long };
}

/** Why the vendor cannot do the request; null if it can. */
export function obstacleAt(vendor: Vendor, requirements: Requirements): Rejection | null {
  const found = feasibilityAt(vendor, requirements);
  return found.kind === 'able' ? null : found.obstacle;
}

/** The problem of the prompt itself by the given rules, or null. */
export function problemIn(requirements: Requirements, rules: PromptRules): Rejection | null {
  const { written = requirements.parsed, imageUrls = [], hyphens } = requirements;
  const use = promptUse(requirements);
  if (use === null) return null;
  const given = imageUrls.map((url) => ({ url, weight: null }));
  // A blend has pictures in place of text.
  const judged = requirements.action === 'blend' ? { ...written, imageUrls: given } : written;
  const problem = firstProblem(judged, {
    ...rules,
    use,
    ...(hyphens === undefined ? {} : { hyphens }),
  });
  return problem === null ? null : { kind: 'prompt-problem', problem };
}

/** Null for an action without a prompt. */
function promptUse({ action, written }: Requirements): PromptUse | null {
  if (action === 'describe') return null;
  return actionRow(action).makes === 'videos' && written === undefined ? 'video' : 'imagine';
}

const unable = (why: Inability): Rejection => ({ kind: 'vendor-unable', why, failure: null });

/** What the vendor's capabilities lack; null if nothing. */
function lackOf({ capabilities, label }: Vendor, requirements: Requirements): Rejection | null {
  const { action, parsed, speed } = requirements;
  const vendorLabel = label;
  const support = capabilities.actions[action];
  if (support === undefined) return unable({ kind: 'no-action', vendorLabel, action });
  const version = versionOf(parsed, capabilities.version);
  const running = runningSpeed(capabilities, { action, version, parsed, requested: speed });
  if (!capabilities.speeds.includes(running)) {
    return unable({ kind: 'no-speed', vendorLabel, speed: running });
  }
  if (support.versions !== undefined && !support.versions.includes(version)) {
    return unable({ kind: 'no-version', vendorLabel });
  }
  const isVideo = actionRow(action).makes === 'videos';
  if (isVideo && support.fromPicture === undefined) {
    return unable({ kind: 'own-pictures-alone', vendorLabel });
  }
  if (isVideo && support.fromPicture === 'link' && parsed.text === '') {
    return unable({ kind: 'words-wanted', vendorLabel });
  }
  if (!isVideo && parsed.imageUrls.length > 0 && !capabilities.imagePrompts) {
    return unable({ kind: 'no-image-links', vendorLabel });
  }
  const parameters = [
    ...ignoredParameters(support.parameters ?? capabilities.parameters, parsed),
    ...(isVideo || capabilities.noImageWeights === true ? imageWeights(parsed) : []),
  ];
  return parameters.length === 0
    ? null
    : unable({ kind: 'parameters-ignored', vendorLabel, parameters });
}

/** The refusal of a prompt that is too long for the vendor, else null. */
export function tooLong(
  { capabilities, label }: Vendor,
  { action, prompt }: Pick<VendorRequest, 'action' | 'prompt'>,
): Rejection | null {
  const charactersMax = promptLimit(capabilities, action);
  if (prompt.length <= charactersMax) return null;
  const characters = [...prompt].length;
  return characters <= charactersMax
    ? null
    : { kind: 'prompt-too-long', characters, charactersMax, vendorLabel: label };
}

/** The plan of the vendor's specification. */
export function planned(vendor: Vendor, request: VendorRequest): Feasibility {
  const plan = vendor.plan(request);
  return plan.kind === 'steps'
    ? { kind: 'able', plan }
    : { kind: 'unable', obstacle: rejectionOf(vendor, plan.failure) };
}

function rejectionOf({ label: vendorLabel }: Vendor, { kind, cause }: Failure): Rejection {
  const why: Inability =
    cause === undefined ? { kind: 'unfit', vendorLabel } : { kind: 'foreseen', cause };
  return { kind: 'vendor-unable', why, failure: kind === 'action-unavailable' ? kind : null };
}

/** The request before its pictures are fetched. */
export function requestOf(
  { capabilities }: Pick<Vendor, 'capabilities'>,
  requirements: Omit<Requirements, 'written'>,
): VendorRequest {
  const { action, parsed, speed } = requirements;
  const version = versionOf(parsed, capabilities.version);
  const isVideo = actionRow(action).makes === 'videos';
  const imageUrls =
    requirements.imageUrls ?? (isVideo ? parsed.imageUrls.map(({ url }) => url) : []);
  return {
    action,
    cell: null,
    prompt: jobPrompt(parsed),
    speed: runningSpeed(capabilities, { action, version, parsed, requested: speed }),
    parent: null,
    mask: null,
    ...(imageUrls.length === 0 ? {} : { imageUrls }),
  };
}

/** Parameters that the vendor ignores, as typed; the bot itself handles speed and batch parameters. */
export function ignoredParameters(
  parameters: Capabilities['parameters'],
  parsed: ParsedPrompt,
): readonly string[] {
  if (parameters === 'all') return [];
  const names = knownParameters(parsed)
    .map(({ name }) => name)
    .filter((name) => !['mode', 'batch'].includes(FLAGS[name].role ?? ''))
    .filter((name) => !parameters.includes(name));
  return [...new Set(names)].map((name) => `--${name}`);
}

/** The weights of picture links, as typed. */
const imageWeights = ({ imageUrls }: ParsedPrompt): readonly string[] => [
  ...new Set(imageUrls.flatMap(({ weight }) => (weight === null ? [] : [`::${weight}`]))),
];
