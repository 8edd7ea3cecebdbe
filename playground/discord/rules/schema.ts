import type { z } from 'zod';
import {
  type FieldProblem,
  invalidForm,
  type ProblemTree,
} from '#playground/discord/discord-error.ts';

type MutableTree = { [field: string]: MutableTree | FieldProblem[] };

/** A rule of Discord's own that zod has no word for, with Discord's code for breaking it. */
export const rule =
  <Value>(holds: (value: Value) => boolean, code: string, message: string, path?: PropertyKey[]) =>
  (context: z.core.ParsePayload<Value>): void => {
    if (holds(context.value)) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message,
      params: { code },
      path: path ?? [],
    });
  };

const lengthProblem = (issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): FieldProblem => {
  const big = issue.code === 'too_big';
  const bound = big ? issue.maximum : issue.minimum;
  if (issue.origin === 'string' || issue.origin === 'array') {
    return big
      ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${bound} or fewer in length.` }
      : { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${bound} or more in length.` };
  }
  return big
    ? {
        code: 'NUMBER_TYPE_MAX',
        message: `${issue.origin} value should be less than or equal to ${bound}.`,
      }
    : {
        code: 'NUMBER_TYPE_MIN',
        message: `${issue.origin} value should be greater than or equal to ${bound}.`,
      };
};

const typeProblem = (issue: z.core.$ZodIssueInvalidType): FieldProblem => {
  if (issue.input === undefined) {
    return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  }
  switch (issue.expected) {
    case 'array':
      return { code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' };
    case 'object':
    case 'record':
      return { code: 'DICT_TYPE_CONVERT', message: 'Only dictionaries may be used in a DictType' };
    case 'number':
    case 'int':
      return { code: 'NUMBER_TYPE_COERCE', message: `Value "${issue.input}" is not int.` };
    default:
      return { code: 'STRING_TYPE_CONVERT', message: 'Could not interpret the value as string.' };
  }
};

const problemOf = (issue: z.core.$ZodIssue): FieldProblem => {
  switch (issue.code) {
    case 'too_big':
    case 'too_small':
      return lengthProblem(issue);
    case 'invalid_type':
      return typeProblem(issue);
    case 'invalid_value':
      return {
        code: 'BASE_TYPE_CHOICES',
        message: `Value must be one of (${issue.values.map(String).join(', ')}).`,
      };
    case 'invalid_union':
      return { code: 'UNION_TYPE_CHOICES', message: 'Value of field "type" is not allowed here.' };
    case 'custom': {
      const code: unknown = issue.params?.code;
      return {
        code: typeof code === 'string' ? code : 'BASE_TYPE_INVALID',
        message: issue.message,
      };
    }
    default:
      return { code: 'BASE_TYPE_INVALID', message: issue.message };
  }
};

/** Zod's flat list of issues as the tree Discord answers with. */
export const problemTree = (issues: readonly z.core.$ZodIssue[]): ProblemTree => {
  const root: MutableTree = {};
  for (const issue of issues) {
    let node = root;
    for (const key of issue.path) {
      const next = node[String(key)];
      if (next !== undefined && !Array.isArray(next)) {
        node = next;
      } else {
        const made: MutableTree = {};
        node[String(key)] = made;
        node = made;
      }
    }
    const problems = node._errors;
    const found = problemOf(issue);
    if (Array.isArray(problems)) problems.push(found);
    else node._errors = [found];
  }
  return root;
};

/** The body as the schema describes it, or 50035 with every problem named at its field. */
export const parseBody = <Output>(schema: z.ZodType<Output>, body: unknown): Output => {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidForm(problemTree(parsed.error.issues));
};

const isProven = <Wire>(_value: unknown): _value is Wire => true;

/**
 * Names a checked shape with Discord's own type for it. The schema before this did the proving;
 * this is the one place where the playground mints those types.
 */
export const provenAs = <Wire>(schema: z.ZodType): z.ZodType<Wire> =>
  schema.transform((value: unknown): Wire => {
    if (!isProven<Wire>(value)) throw new TypeError('unreachable');
    return value;
  });
