import type { ParameterName } from './flag.ts';
import { FLAGS, parameterNamed } from './flags.ts';
import { parseReference } from './reference.ts';

/** Shorter names are often words or parts of words: `-c`, `-hd`. */
const BARE_NAME_MIN = 3;

/**
 * The parameter meant by a word with one hyphen; null for text. Only if the following word is a valid value, since `-5
 * degrees` and `x-ray -old style` are text.
 */
export function hyphenatedParameter(
  word: string,
  next: string | undefined,
): { readonly name: ParameterName; readonly value: string } | null {
  const [, letters = '', value = ''] = /^-([a-z]+)(?:[=:]?([\d.].*))?$/i.exec(word) ?? [];
  const name = parameterNamed(letters);
  if (name === null) return null;
  if (value !== '') return FLAGS[name].takes === 'nothing' ? null : { name, value };
  return isMeant(name, letters, next) ? { name, value: '' } : null;
}

function isMeant(name: ParameterName, typed: string, next: string | undefined): boolean {
  const flag = FLAGS[name];
  const isLast = next === undefined || next.startsWith('-');
  switch (flag.takes) {
    case 'nothing':
      return isLast && typed.length >= BARE_NAME_MIN;
    case 'integer':
    case 'decimal':
    case 'ratio':
      return /^\.?\d/.test(next ?? '');
    case 'version':
      return /^v?\d/i.test(next ?? '');
    case 'number-if-any':
      return /^\d/.test(next ?? '') || (isLast && typed.length >= BARE_NAME_MIN);
    case 'choice':
      return (flag.choices ?? []).some(({ choices }) =>
        choices.includes((next ?? '').toLowerCase()),
      );
    case 'link':
    case 'links':
    case 'references':
      return parseReference(next ?? '') !== null;
    case 'words':
      return !isLast;
    case 'codes':
      return isLast && typed.length >= BARE_NAME_MIN;
    default:
      return flag.takes satisfies never;
  }
}
