import { z } from 'zod';
import { choiceSchema } from './choices-schema.ts';
import { limits } from './limits.ts';
import { rule } from './schema.ts';

const { command: bounds } = limits;

const slashName = z
  .string()
  .min(1)
  .max(bounds.name)
  .check(
    rule(
      (name) =>
        /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) && name === name.toLowerCase(),
      'APPLICATION_COMMAND_INVALID_NAME',
      'Command name is invalid',
    ),
  );
const description = z.string().min(1).max(bounds.description);
const localizations = z.record(z.string(), z.string()).nullish();
const texts = { name_localizations: localizations, description_localizations: localizations };
const length = z.number().int().min(0).max(bounds.textLength).exactOptional();

const valueOption = z
  .object({
    ...texts,
    type: z.literal([3, 4, 5, 6, 7, 8, 9, 10, 11]),
    name: slashName,
    description,
    required: z.boolean().exactOptional(),
    choices: z.array(choiceSchema).max(bounds.choices).exactOptional(),
    autocomplete: z.boolean().exactOptional(),
    min_value: z.number().exactOptional(),
    max_value: z.number().exactOptional(),
    min_length: length,
    max_length: length,
    channel_types: z.array(z.number().int()).exactOptional(),
    file_types: z
      .array(z.string().regex(/^(audio|image|video|\.[a-z0-9]+)$/))
      .max(bounds.fileTypes)
      .exactOptional(),
  })
  .check(
    rule(
      (option) => option.autocomplete !== true || (option.choices?.length ?? 0) === 0,
      'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES',
      'An option with autocomplete cannot have choices.',
      ['autocomplete'],
    ),
  );

type Listed = { readonly name: string; readonly required?: boolean; readonly type: number };

const optionList = <Option extends Listed>(option: z.ZodType<Option>) =>
  z
    .array(option)
    .max(bounds.options)
    .check(
      rule(
        (options) => new Set(options.map((each) => each.name)).size === options.length,
        'APPLICATION_COMMAND_OPTIONS_NAME_INVALID',
        'Option name already exists',
      ),
      rule(
        (options) =>
          options.every(
            (each, index) => each.required !== true || options[index - 1]?.required !== false,
          ) &&
          options.findLastIndex((each) => each.required === true) <
            options.filter((each) => each.required === true).length,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      ),
    );

const subcommand = z.object({
  ...texts,
  type: z.literal(1),
  name: slashName,
  description,
  options: optionList(valueOption).exactOptional(),
});

const subcommandGroup = z.object({
  ...texts,
  type: z.literal(2),
  name: slashName,
  description,
  options: optionList(subcommand).exactOptional(),
});

const option = z.discriminatedUnion('type', [valueOption, subcommand, subcommandGroup]);

const shared = {
  ...texts,
  id: z.string().exactOptional(),
  default_member_permissions: z.union([z.string(), z.number().int()]).transform(String).nullish(),
  dm_permission: z.boolean().nullish(),
  nsfw: z.boolean().nullish(),
  contexts: z.array(z.literal([0, 1, 2])).nullish(),
  integration_types: z.array(z.literal([0, 1])).nullish(),
};

const slashCommand = z
  .object({
    ...shared,
    type: z.literal(1),
    name: slashName,
    description,
    options: optionList(option).nullish(),
  })
  .check(
    rule(
      (command) => textTotal(command) <= bounds.total,
      'APPLICATION_COMMAND_TOO_LARGE',
      `Command exceeds maximum size (${bounds.total})`,
    ),
  );

const contextCommand = z.object({
  ...shared,
  type: z.literal([2, 3]),
  name: z.string().trim().min(1).max(bounds.name),
  description: z.literal('').nullish(),
  options: z.array(z.unknown()).max(0).nullish(),
});

const withType = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? {
        type: 1,
        ...Object.fromEntries(Object.entries(body).filter(([, part]) => part !== undefined)),
      }
    : body;

/** One command's definition; without a type it is a slash command. */
export const commandSchema = z.preprocess(
  withType,
  z.discriminatedUnion('type', [slashCommand, contextCommand]),
);

/** A checked command definition. */
export type CommandBody = z.infer<typeof commandSchema>;

/** Names, descriptions and choice values count; of localised texts the longest. */
const textTotal = (part: unknown): number => {
  if (Array.isArray(part)) return part.reduce((sum, each) => sum + textTotal(each), 0);
  if (typeof part !== 'object' || part === null) return 0;
  const entries = new Map<string, unknown>(Object.entries(part));
  const longest = (name: string): number => {
    const texts = [entries.get(name), ...Object.values(entries.get(`${name}_localizations`) ?? {})];
    return Math.max(0, ...texts.map((text) => (typeof text === 'string' ? text.length : 0)));
  };
  const value = entries.get('value');
  return (
    longest('name') +
    longest('description') +
    (typeof value === 'string' ? value.length : 0) +
    textTotal(entries.get('options')) +
    textTotal(entries.get('choices'))
  );
};
