import { isWithin, parseAspectRatio, widestAspectRatio } from './aspect.ts';
import type { Flag, NumberRange } from './flag.ts';
import { type Complaint, notOffered, outOfRange, type PromptProblem } from './problem.ts';
import type { KnownParameter, ParsedPrompt } from './prompt.ts';
import { hasParameter, parseNumber, versionGivenBy } from './read.ts';
import { isNiji, isVersionIn, VERSIONS, type Version, versionNumber } from './version.ts';

/** The problem with the value of a parameter that the version supports; null if there is none. */
export function valueProblem(
  parameter: KnownParameter,
  parsed: ParsedPrompt,
  complaint: Complaint,
): PromptProblem | null {
  const { name, flag, version } = complaint;
  const [value] = parameter.values;
  if (flag.takes === 'nothing') return null;
  if (value === undefined) {
    if (flag.valueOptional === true) return null;
    return { kind: 'value-missing', parameter: name, example: flag.example };
  }
  if (flag.role === 'version') return versionProblem(parameter, complaint);
  if (flag.takes === 'ratio') return ratioProblem(value, version, hasParameter(parsed, 'hd'));
  if (flag.takes === 'codes') return codeProblem(parameter);
  if (flag.linksMax !== undefined && parameter.values.length > flag.linksMax) {
    return { kind: 'too-many-links', parameter: name, max: flag.linksMax };
  }
  const choices = choicesIn(flag, version);
  if (choices !== null) return choiceProblem(value, choices, complaint);
  if (flag.takes === 'integer' || flag.takes === 'decimal') {
    return numberProblem(value, rangeIn(flag, version, parsed), complaint);
  }
  return null;
}

/** The range of a parameter, given the version and the prompt's other parameters. */
export const rangeIn = (
  flag: Flag,
  version: Version,
  parsed: ParsedPrompt,
): NumberRange | undefined =>
  flag.ranges?.find(
    ({ versions, besides }) =>
      isVersionIn(version, versions) && (besides === undefined || hasParameter(parsed, besides)),
  );

const choicesIn = (flag: Flag, version: Version): readonly string[] | null =>
  flag.choices?.find(({ versions }) => isVersionIn(version, versions))?.choices ?? null;

function versionProblem(parameter: KnownParameter, complaint: Complaint): PromptProblem | null {
  if (versionGivenBy(parameter) !== null) return null;
  const existing = VERSIONS.filter((each) => isNiji(each) === (parameter.name === 'niji'));
  return notOffered(complaint, existing.map(versionNumber));
}

function ratioProblem(value: string, version: Version, hd: boolean): PromptProblem | null {
  const ratio = parseAspectRatio(value);
  if (ratio === null) return { kind: 'not-a-ratio', parameter: 'ar', typed: value };
  const widest = widestAspectRatio(version, hd);
  return isWithin(ratio, widest)
    ? null
    : { kind: 'ratio-too-wide', parameter: 'ar', widest, version };
}

function codeProblem({ name, values }: KnownParameter): PromptProblem | null {
  const wrong = values.find((value) => !/^[\w-]{1,64}$/.test(value));
  return wrong === undefined ? null : { kind: 'code-invalid', parameter: name, typed: wrong };
}

function choiceProblem(
  value: string,
  choices: readonly string[],
  complaint: Complaint,
): PromptProblem | null {
  const number = parseNumber(value);
  const offered = choices.some((choice) =>
    number === null ? choice === value.toLowerCase() : Number(choice) === number,
  );
  return offered ? null : notOffered(complaint, choices);
}

function numberProblem(
  value: string,
  range: NumberRange | undefined,
  complaint: Complaint,
): PromptProblem | null {
  const number = parseNumber(value);
  const { name: parameter } = complaint;
  if (range === undefined) {
    return number === null ? { kind: 'not-whole', parameter, range: null } : null;
  }
  if (number === null || number < range.minimum || number > range.maximum) {
    return outOfRange(complaint, range);
  }
  return complaint.flag.takes === 'integer' && !Number.isInteger(number)
    ? { kind: 'not-whole', parameter, range: { minimum: range.minimum, maximum: range.maximum } }
    : null;
}
