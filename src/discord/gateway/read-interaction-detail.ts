/**
 * Parses the kind-specific part of an interaction: a command with its options, a component, a modal, or autocomplete.
 * Relies on Discord's documented fields and reads only those it uses. It never throws; unknown kinds are null.
 */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionType,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { snowflake } from '#discord/rest/snowflake.ts';
import { messageId, userId } from '#domain/ids.ts';
import type {
  AutocompleteInteraction,
  CommandInteraction,
  CommandTarget,
  ComponentInteraction,
  InteractionFacts,
  ModalInteraction,
  SentFile,
} from './interaction.ts';
import {
  componentsSchema,
  customIdsOf,
  targetMessage,
  targetMessageSchema,
} from './target-message.ts';

type Without<Kind> = Omit<Kind, keyof InteractionFacts>;

/** The part of an interaction that differs between its kinds. */
export type InteractionDetail =
  | Without<CommandInteraction>
  | Without<AutocompleteInteraction>
  | Without<ComponentInteraction>
  | Without<ModalInteraction>;

const valueSchema = z.object({
  type: z.number().optional(),
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
});
type Value = z.infer<typeof valueSchema>;
const groupSchema = valueSchema.extend({ options: z.array(valueSchema).nullish() });
const optionSchema = valueSchema.extend({ options: z.array(groupSchema).nullish() });
type Option = Value & { readonly options?: readonly Option[] | null | undefined };

const fileSchema = z.object({
  url: z.string(),
  filename: z.string(),
  content_type: z.string().nullish(),
  size: z.number(),
});

const commandSchema = z.object({
  type: z.union([
    z.literal(InteractionType.ApplicationCommand),
    z.literal(InteractionType.ApplicationCommandAutocomplete),
  ]),
  data: z.object({
    type: z.union([
      z.literal(ApplicationCommandType.ChatInput),
      z.literal(ApplicationCommandType.User),
      z.literal(ApplicationCommandType.Message),
    ]),
    id: snowflake,
    name: z.string(),
    target_id: snowflake.nullish(),
    options: z.array(optionSchema).nullish(),
    resolved: z
      .object({
        attachments: z.record(z.string(), fileSchema).nullish(),
        messages: z.record(z.string(), targetMessageSchema).nullish(),
        users: z.record(z.string(), z.object({ id: snowflake, username: z.string() })).nullish(),
      })
      .nullish(),
  }),
});
type CommandData = z.infer<typeof commandSchema>['data'];

const pressedSchema = z.object({ id: snowflake, components: componentsSchema });

const componentSchema = z.object({
  type: z.literal(InteractionType.MessageComponent),
  data: z.object({ custom_id: z.string(), values: z.array(z.string()).nullish() }),
  message: pressedSchema,
});

const fieldSchema = z.object({ custom_id: z.string(), value: z.string().nullish() });
const modalSchema = z.object({
  type: z.literal(InteractionType.ModalSubmit),
  data: z.object({
    custom_id: z.string(),
    components: z.array(
      z.object({ component: fieldSchema.nullish(), components: z.array(fieldSchema).nullish() }),
    ),
  }),
  message: pressedSchema.nullish(),
});

/** Parses the detail of a payload; null for an unknown kind. */
export function readDetail(payload: unknown): InteractionDetail | null {
  const command = commandSchema.safeParse(payload);
  if (command.success) return commandDetail(command.data.type, command.data.data);
  const component = componentSchema.safeParse(payload);
  if (component.success) {
    const { data, message } = component.data;
    return {
      kind: 'component',
      customId: data.custom_id,
      values: data.values ?? [],
      messageId: messageId(message.id),
      offered: offeredOn(message),
    };
  }
  const modal = modalSchema.safeParse(payload);
  if (!modal.success) return null;
  const { data, message } = modal.data;
  const fields = data.components
    .flatMap((row) => [row.component ?? [], row.components ?? []].flat())
    .map((field) => [field.custom_id, field.value ?? ''] as const);
  return {
    kind: 'modal',
    customId: data.custom_id,
    fields: new Map(fields),
    messageId: message ? messageId(message.id) : null,
    offered: offeredOn(message),
  };
}

function commandDetail(type: InteractionType, data: CommandData): InteractionDetail | null {
  const { subcommand, values } = leaves(data.options ?? []);
  if (type === InteractionType.ApplicationCommandAutocomplete) {
    const focused = values.find((value) => value.focused === true);
    if (focused === undefined) return null;
    const typed = String(focused.value ?? '');
    return { kind: 'autocomplete', name: data.name, subcommand, option: focused.name, typed };
  }
  const target = targetOf(data);
  if (data.type !== ApplicationCommandType.ChatInput && target === null) return null;
  return {
    kind: 'command',
    name: data.name,
    commandId: data.id,
    subcommand,
    options: new Map(
      values.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
    ),
    files: new Map(values.flatMap((value) => sentFile(value, data) ?? [])),
    target,
  };
}

/** The filled-in options, and the names of their subcommands. */
function leaves(options: readonly Option[]): {
  readonly subcommand: string | null;
  readonly values: readonly Value[];
} {
  const [first] = options;
  const isGroup =
    first?.type === ApplicationCommandOptionType.Subcommand ||
    first?.type === ApplicationCommandOptionType.SubcommandGroup;
  if (first === undefined || !isGroup) return { subcommand: null, values: options };
  const inner = leaves(first.options ?? []);
  const subcommand = inner.subcommand === null ? first.name : `${first.name} ${inner.subcommand}`;
  return { subcommand, values: inner.values };
}

function sentFile({ name, type, value }: Value, { resolved }: CommandData) {
  if (type !== ApplicationCommandOptionType.Attachment) return null;
  const file = ownOf(resolved?.attachments, String(value));
  if (file === undefined) return null;
  const { url, filename: fileName, content_type: mediaType, size: bytes } = file;
  const sent: SentFile = { url, fileName, mediaType: mediaType ?? null, bytes };
  return [[name, sent] as const];
}

function targetOf({ type, target_id: id, resolved }: CommandData): CommandTarget | null {
  if (!id) return null;
  if (type === ApplicationCommandType.User) {
    const user = ownOf(resolved?.users, id);
    return user === undefined
      ? null
      : { kind: 'user', user: { id: userId(user.id), name: user.username } };
  }
  const message = ownOf(resolved?.messages, id);
  if (type !== ApplicationCommandType.Message || message === undefined) return null;
  return { kind: 'message', message: targetMessage(message) };
}

const offeredOn = (message: z.infer<typeof pressedSchema> | null | undefined) =>
  message?.components ? customIdsOf(message.components) : null;

/** The own property of that name, never an inherited one such as `constructor`. */
const ownOf = <Value>(
  record: Readonly<Record<string, Value>> | null | undefined,
  name: string,
): Value | undefined => (record && Object.hasOwn(record, name) ? record[name] : undefined);
