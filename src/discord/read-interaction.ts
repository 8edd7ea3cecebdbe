/**
 * Reads the gateway's INTERACTION_CREATE. Relies on nothing but Discord's documented fields and takes
 * only those it uses, so that additions change nothing. It never throws: what cannot even be answered
 * reads as null.
 */
import { ApplicationCommandType, ChannelType, InteractionType } from 'discord-api-types/v10';
import { z } from 'zod';
import { channelId, guildId, messageId, userId } from '#domain/ids.ts';
import type { Interaction, InteractionFacts } from './interaction.ts';
import { snowflakeAtMs } from './snowflake.ts';

/** What every server takes, where Discord does not say what this one does. */
const ATTACHMENT_BYTES_DEFAULT = 10 * 1024 * 1024;

const snowflake = z.string().regex(/^\d{1,20}$/);
const user = z.object({ id: snowflake, username: z.string() });

const factsForm = z.object({
  id: snowflake,
  application_id: snowflake,
  type: z.number(),
  token: z.string().min(1),
  guild_id: snowflake.nullish(),
  channel_id: snowflake.nullish(),
  channel: z.object({ id: snowflake, type: z.number() }).nullish(),
  member: z.object({ user }).nullish(),
  user: user.nullish(),
  locale: z.string().nullish(),
  app_permissions: z
    .string()
    .regex(/^\d{1,30}$/)
    .nullish(),
  attachment_size_limit: z.number().int().positive().nullish(),
});

const commandForm = z.object({
  type: z.literal(InteractionType.ApplicationCommand),
  data: z.object({
    type: z.literal(ApplicationCommandType.ChatInput),
    name: z.string(),
    options: z
      .array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }))
      .nullish(),
  }),
});

const componentForm = z.object({
  type: z.literal(InteractionType.MessageComponent),
  data: z.object({ custom_id: z.string() }),
  message: z.object({ id: snowflake }),
});

const THREADS: readonly number[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

export function readInteraction(payload: unknown, receivedAtMs: number): Interaction | null {
  const facts = readFacts(payload, receivedAtMs);
  if (facts === null) return null;
  const command = commandForm.safeParse(payload);
  if (command.success) {
    const { name, options } = command.data.data;
    const values = (options ?? []).map((option) => [option.name, option.value] as const);
    return { ...facts, kind: 'command', name, options: new Map(values) };
  }
  const component = componentForm.safeParse(payload);
  if (component.success) {
    const { data, message } = component.data;
    return {
      ...facts,
      kind: 'component',
      customId: data.custom_id,
      messageId: messageId(message.id),
    };
  }
  return { ...facts, kind: 'other' };
}

function readFacts(payload: unknown, receivedAtMs: number): InteractionFacts | null {
  const read = factsForm.safeParse(payload);
  if (!read.success) return null;
  const { data } = read;
  const person = data.member?.user ?? data.user;
  const place = data.channel_id ?? data.channel?.id;
  if (!person || !place) return null;
  return {
    id: data.id,
    token: data.token,
    applicationId: data.application_id,
    atMs: snowflakeAtMs(data.id),
    receivedAtMs,
    guildId: data.guild_id ? guildId(data.guild_id) : null,
    channelId: channelId(place),
    inThread: data.channel ? THREADS.includes(data.channel.type) : false,
    user: { id: userId(person.id), name: person.username },
    locale: data.locale ?? 'en-US',
    appPermissions: BigInt(data.app_permissions ?? 0),
    attachmentBytesMax: data.attachment_size_limit ?? ATTACHMENT_BYTES_DEFAULT,
  };
}
