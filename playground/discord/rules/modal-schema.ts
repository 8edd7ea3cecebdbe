import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { z } from 'zod';
import { customId, entitySelect, stringSelect } from './component-schema.ts';
import { limits } from './limits.ts';
import { provenAs, rule } from './schema.ts';

const { modal: bounds } = limits;
const id = z.number().int().min(0).max(2_147_483_647).exactOptional();

const textInput = z.object({
  id,
  type: z.literal(4),
  custom_id: customId,
  style: z.literal([1, 2]),
  label: z.string().max(bounds.label).exactOptional(),
  min_length: z.number().int().min(0).max(bounds.value).exactOptional(),
  max_length: z.number().int().min(1).max(bounds.value).exactOptional(),
  required: z.boolean().exactOptional(),
  value: z.string().max(bounds.value).exactOptional(),
  placeholder: z.string().max(bounds.placeholder).exactOptional(),
});

const fileUpload = z.object({
  id,
  type: z.literal(19),
  custom_id: customId,
  min_values: z.number().int().min(0).max(10).exactOptional(),
  max_values: z.number().int().min(1).max(10).exactOptional(),
  required: z.boolean().exactOptional(),
});

const enabled = rule<object>(
  (select) => !('disabled' in select),
  'COMPONENT_DISABLED_IN_MODAL',
  'Components in a modal cannot be disabled.',
  ['disabled'],
);

/** `required` is true unless said otherwise, and then nothing at all is not an answer. */
const answerable = rule<{ readonly required?: boolean; readonly min_values?: number }>(
  (field) => field.required === false || field.min_values !== 0,
  'COMPONENT_REQUIRED_MIN_VALUES',
  'min_values must be at least 1 for a required field.',
  ['min_values'],
);

const label = z.object({
  id,
  type: z.literal(18),
  label: z.string().min(1).max(bounds.label),
  description: z.string().max(bounds.labelDescription).exactOptional(),
  component: z.discriminatedUnion('type', [
    textInput,
    stringSelect.check(enabled, answerable),
    entitySelect.check(enabled, answerable),
    fileUpload.check(answerable),
  ]),
});

const legacyRow = z.object({
  id,
  type: z.literal(1),
  components: z
    .array(textInput)
    .min(1)
    .max(1)
    .check(
      rule(
        (inputs) => inputs.every((input) => (input.label ?? '') !== ''),
        'BASE_TYPE_REQUIRED',
        'This field is required',
        [0, 'label'],
      ),
    ),
});

const text = z.object({ id, type: z.literal(10), content: z.string().min(1).max(4_000) });

const component = z.discriminatedUnion('type', [label, legacyRow, text]);

const idsOf = (parts: readonly z.infer<typeof component>[]): readonly string[] =>
  parts.flatMap((part) => {
    if (part.type === 18) return [part.component.custom_id];
    return part.type === 1 ? part.components.map((input) => input.custom_id) : [];
  });

/** The data of a modal callback. */
export const modalSchema = provenAs<APIModalInteractionResponseCallbackData>(
  z.object({
    custom_id: customId,
    title: z.string().min(1).max(bounds.title),
    components: z
      .array(component)
      .min(1)
      .max(bounds.components)
      .check(
        rule(
          (parts) => new Set(idsOf(parts)).size === idsOf(parts).length,
          'COMPONENT_CUSTOM_ID_DUPLICATED',
          'Component custom id cannot be duplicated',
        ),
      ),
  }),
);
