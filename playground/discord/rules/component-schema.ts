import type { APIActionRowComponent, APIComponentInMessageActionRow } from 'discord-api-types/v10';
import { z } from 'zod';
import { limits } from './limits.ts';
import { provenAs, rule } from './schema.ts';

const { component: bounds } = limits;

const componentId = z.number().int().min(0).max(2_147_483_647).exactOptional();
export const customId = z.string().min(1).max(bounds.customId);

const isEmoji = (text: string): boolean =>
  /^(\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Extended_Pictographic})$/v.test(text);

const emoji = z
  .object({
    id: z.string().nullable().exactOptional(),
    name: z.string().nullable().exactOptional(),
    animated: z.boolean().exactOptional(),
  })
  .check(
    rule(
      (value) => typeof value.id === 'string' || isEmoji(value.name ?? ''),
      'BUTTON_COMPONENT_INVALID_EMOJI',
      'Invalid emoji',
      ['name'],
    ),
  );

const face = {
  id: componentId,
  type: z.literal(2),
  label: z.string().max(bounds.buttonLabel).exactOptional(),
  emoji: emoji.exactOptional(),
  disabled: z.boolean().exactOptional(),
};

const shown = rule<{ readonly label?: string; readonly emoji?: unknown }>(
  (button) => (button.label ?? '') !== '' || button.emoji !== undefined,
  'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED',
  'A button must have a label or an emoji.',
);

const absent = z.undefined('A custom id and url cannot both be specified').exactOptional();

const button = z.discriminatedUnion('style', [
  z
    .object({ ...face, style: z.literal([1, 2, 3, 4]), custom_id: customId, url: absent })
    .check(shown),
  z
    .object({
      ...face,
      style: z.literal(5),
      url: z.string().min(1).max(bounds.url),
      custom_id: absent,
    })
    .check(shown),
  z.object({
    id: componentId,
    type: z.literal(2),
    style: z.literal(6),
    sku_id: z.string(),
    disabled: z.boolean().exactOptional(),
    custom_id: absent,
    label: absent,
    url: absent,
    emoji: absent,
  }),
]);

const selectOption = z.object({
  label: z.string().min(1).max(bounds.selectText),
  value: z.string().min(1).max(bounds.selectText),
  description: z.string().max(bounds.selectText).exactOptional(),
  emoji: emoji.exactOptional(),
  default: z.boolean().exactOptional(),
});

const selectFace = {
  id: componentId,
  custom_id: customId,
  placeholder: z.string().max(bounds.placeholder).exactOptional(),
  min_values: z.number().int().min(0).max(25).default(1),
  max_values: z.number().int().min(1).max(25).default(1),
  disabled: z.boolean().exactOptional(),
  required: z.boolean().exactOptional(),
};

const minBelowMax = rule<{ readonly min_values?: number; readonly max_values?: number }>(
  (select) => (select.min_values ?? 1) <= (select.max_values ?? 1),
  'SELECT_COMPONENT_INVALID_MIN_MAX',
  'min_values must not be above max_values.',
  ['min_values'],
);

/** Selects, as they may also stand in a modal's label. */
export const stringSelect = z
  .object({
    ...selectFace,
    type: z.literal(3),
    options: z
      .array(selectOption)
      .min(1)
      .max(bounds.selectOptions)
      .check(
        rule(
          (options) => new Set(options.map((option) => option.value)).size === options.length,
          'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
          'The specified option value is already used',
        ),
      ),
  })
  .check(minBelowMax);

const defaultValues = z
  .array(z.object({ id: z.string(), type: z.enum(['user', 'role', 'channel']) }))
  .max(25)
  .exactOptional();

export const entitySelect = z
  .object({
    ...selectFace,
    type: z.literal([5, 6, 7, 8]),
    default_values: defaultValues,
    channel_types: z.array(z.number().int()).exactOptional(),
  })
  .check(minBelowMax);

const row = z
  .object({
    id: componentId,
    type: z.literal(1),
    components: z
      .array(z.discriminatedUnion('type', [button, stringSelect, entitySelect]))
      .min(1)
      .max(bounds.buttonsPerRow),
  })
  .check(
    rule(
      (value) => value.components.length === 1 || value.components.every((part) => part.type === 2),
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      'The specified component exceeds the maximum width',
      ['components'],
    ),
  );

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

const customIdsOf = (rows: readonly z.infer<typeof row>[]): readonly string[] =>
  rows.flatMap((each) =>
    each.components.flatMap((part) => (part.custom_id === undefined ? [] : [part.custom_id])),
  );

type Numbered = { readonly id?: number };

/** Discord numbers the components that came without an id, in reading order. */
const numbered = (rows: readonly z.infer<typeof row>[]): readonly unknown[] => {
  const parts: readonly Numbered[] = rows.flatMap((each) => [each, ...each.components]);
  const taken = new Set(parts.flatMap((part) => part.id ?? []));
  let last = 0;
  const numberOf = (part: Numbered): number => {
    if (part.id !== undefined && part.id !== 0) return part.id;
    do last += 1;
    while (taken.has(last));
    return last;
  };
  return rows.map((each) => {
    const id = numberOf(each);
    return {
      ...each,
      id,
      components: each.components.map((part) => ({ ...part, id: numberOf(part) })),
    };
  });
};

/** The rows of one message. Components V2 are refused: the playground does not know them. */
export const rowsSchema = provenAs<readonly Row[]>(
  z
    .array(row)
    .max(bounds.rows)
    .check(
      rule(
        (rows) => new Set(customIdsOf(rows)).size === customIdsOf(rows).length,
        'COMPONENT_CUSTOM_ID_DUPLICATED',
        'Component custom id cannot be duplicated',
      ),
      rule(
        (rows) => {
          const ids = rows
            .flatMap((each): readonly Numbered[] => [each, ...each.components])
            .flatMap((part) => (part.id === undefined || part.id === 0 ? [] : [part.id]));
          return new Set(ids).size === ids.length;
        },
        'COMPONENT_ID_DUPLICATED',
        'Component id cannot be duplicated',
      ),
    )
    .transform(numbered),
);
