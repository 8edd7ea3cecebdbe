/**
 * The wording of every complaint about a prompt, Midjourney's own where it is known. Each says what to do next.
 * Nothing here decides whether there is something to complain about.
 */

import type { Ratio } from './geometry.ts';
import { formatAspectRatio } from './prompt-aspect.ts';
import type { Flag, NumberRange, ParameterName } from './prompt-flag.ts';
import { type Version, versionInProblems } from './prompt-version.ts';

/** One reason to refuse a prompt, ready to be shown; `parameter` is the name it is about, if about one. */
export type PromptProblem = {
  readonly title: 'Invalid parameter' | 'Invalid prompt' | 'Empty prompt';
  readonly description: string;
  readonly parameter: string | null;
};

/** What most complaints need: which parameter, what the table says of it, the model it would run on. */
export type Complaint = {
  readonly name: ParameterName;
  readonly flag: Flag;
  readonly version: Version;
};

/** A complaint about one parameter. */
export const invalidParameter = (parameter: string | null, description: string): PromptProblem => ({
  title: 'Invalid parameter',
  description,
  parameter,
});

/** A complaint about the prompt as a whole. */
export const invalidPrompt = (description: string): PromptProblem => ({
  title: 'Invalid prompt',
  description,
  parameter: null,
});

/** Typed words between backticks; their own backticks would end the quotation. */
export const quoted = (typed: string): string => {
  const shown = [...typed.replaceAll('`', "'")];
  return `\`${shown.length > 100 ? `${shown.slice(0, 99).join('')}…` : shown.join('')}\``;
};

/** The parameter exists, but not in that model. */
export const incompatible = ({ name, version }: Complaint): PromptProblem =>
  invalidParameter(name, `--${name} is not compatible with ${versionInProblems(version)}`);

/** A value had to follow and none did. */
export const valueMissing = ({ name, flag }: Complaint): PromptProblem =>
  invalidParameter(name, `--${name} needs a value, for example ${quoted(flag.example)}`);

/** A number outside its range, or no number at all. */
export function outOfRange({ name, flag, version }: Complaint, range: NumberRange): PromptProblem {
  const bounds = `between ${range.minimum} and ${range.maximum}`;
  // Where the range is the same in every model, naming one would only mislead.
  const where = flag.role === undefined ? ` with ${versionInProblems(version)}` : '';
  return invalidParameter(name, `--${name} must be ${bounds}${where}`);
}

/** A number with a fraction where only whole ones go. */
export function notWhole({ name }: Complaint, range: NumberRange | undefined): PromptProblem {
  const bounds = range === undefined ? '' : ` between ${range.minimum} and ${range.maximum}`;
  return invalidParameter(name, `--${name} must be a whole number${bounds}`);
}

/** A word that is not among those listed. */
export function notOffered(
  { name, flag, version }: Complaint,
  choices: readonly string[],
): PromptProblem {
  const last = choices.at(-1) ?? '';
  const before = choices.slice(0, -1).join(', ');
  const list = before === '' ? last : `${before} or ${last}`;
  const where = flag.role === undefined ? ` with ${versionInProblems(version)}` : '';
  return invalidParameter(name, `--${name} must be ${list}${where}`);
}

/** Not a ratio of whole numbers. */
export const notARatio = (typed: string): PromptProblem =>
  invalidParameter(
    'ar',
    `--ar must be two whole numbers with a colon between them, for example \`--ar 16:9\`, not ${quoted(typed)}`,
  );

/** A ratio wider or taller than the model paints. */
export function ratioTooWide(widest: Ratio, version: Version): PromptProblem {
  const tallest = { width: widest.height, height: widest.width };
  const bounds = `between ${formatAspectRatio(tallest)} and ${formatAspectRatio(widest)}`;
  return invalidParameter('ar', `--ar must be ${bounds} with ${versionInProblems(version)}`);
}

/** Half of a pair. */
export const requirementMissing = (name: ParameterName, required: ParameterName): PromptProblem =>
  invalidParameter(name, `Cannot use \`--${name}\` without a \`--${required}\``);

/** Two that exclude each other. */
export const conflicting = (name: ParameterName, other: string): PromptProblem =>
  name === 'repeat' && other === 'relax'
    ? invalidParameter(name, 'You can not submit batch jobs in relax mode')
    : invalidParameter(name, `Cannot use \`--${name}\` with \`--${other}\``);
