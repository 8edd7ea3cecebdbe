/** The pictures linked in a prompt: at its start, and after `--sref`, `--cref`, `--oref` and `--edit`. */

import type { ParameterName } from './flag.ts';
import { FLAGS } from './flags.ts';
import type { Parameter, ParsedPrompt } from './prompt.ts';
import { knownParameters, versionOf } from './read.ts';
import { formatReference, parseReference } from './reference.ts';
import { isVersionIn, type Version } from './version.ts';

/** Links of attached pictures, by purpose. */
export type AttachedLinks = {
  /** Image prompts. */
  readonly images: readonly string[];
  /** Style references. */
  readonly styles: readonly string[];
  /** References to a person or an object. */
  readonly references: readonly string[];
};

const POINTING: readonly ParameterName[] = ['sref', 'cref', 'oref', 'dref', 'edit', 'end'];
const REFERENCE_NAMES = ['oref', 'cref', 'edit'] as const;

/** Every link once, in order. */
export function linksOf(parsed: ParsedPrompt): readonly string[] {
  const pointed = knownParameters(parsed)
    .filter(({ name }) => POINTING.includes(name))
    .flatMap(({ values }) => values.map(parseReference))
    .flatMap((reference) => (reference?.kind === 'link' ? [reference.target] : []));
  return [...new Set([...parsed.imageUrls.map(({ url }) => url), ...pointed])];
}

/** The prompt with its links replaced, in the same places and with the same weights. */
export function withLinks(parsed: ParsedPrompt, replace: (url: string) => string): ParsedPrompt {
  const replaced = (value: string): string => {
    const reference = parseReference(value);
    if (reference?.kind !== 'link') return value;
    return formatReference({ ...reference, target: replace(reference.target) });
  };
  return {
    ...parsed,
    imageUrls: parsed.imageUrls.map(({ url, weight }) => ({ url: replace(url), weight })),
    parameters: parsed.parameters.map((parameter) =>
      parameter.kind === 'known' && POINTING.includes(parameter.name)
        ? { ...parameter, values: parameter.values.map(replaced) }
        : parameter,
    ),
  };
}

/** The prompt with attached pictures added; the parameter for person and object references depends on the version. */
export function withAttached(
  parsed: ParsedPrompt,
  attached: AttachedLinks,
  /** The default version. */
  fallback?: Version,
): ParsedPrompt {
  const added: readonly Parameter[] = [
    ...pointing('sref', attached.styles),
    ...pointing(referenceName(versionOf(parsed, fallback)), attached.references),
  ];
  return {
    ...parsed,
    imageUrls: [...attached.images.map((url) => ({ url, weight: null })), ...parsed.imageUrls],
    parameters: [...parsed.parameters, ...added],
  };
}

const pointing = (name: ParameterName, values: readonly string[]): readonly Parameter[] =>
  values.length === 0 ? [] : [{ kind: 'known', name, values }];

/** If the version has none of them, the problem reported for the last one names the versions that do. */
const referenceName = (version: Version): ParameterName =>
  REFERENCE_NAMES.find((name) => isVersionIn(version, FLAGS[name].versions)) ?? 'cref';
