/** Parses the parts of a Discord message that identify its job. */
import { z } from 'zod';
import { snowflake } from '#discord/rest/snowflake.ts';
import { messageId } from '#domain/ids.ts';
import type { TargetMessage } from './interaction.ts';

const buttonSchema = z.object({ custom_id: z.string().nullish() });

/** The rows of a message's components. */
export const componentsSchema = z
  .array(z.object({ components: z.array(buttonSchema).nullish() }))
  .nullish();

/** The fields of a message that are read. */
export const targetMessageSchema = z.object({
  id: snowflake,
  author: z.object({ id: snowflake }),
  interaction_metadata: z.object({ id: snowflake }).nullish(),
  attachments: z.array(z.object({ filename: z.string() })).nullish(),
  components: componentsSchema,
});

/** Converts Discord's message. */
export function targetMessage(message: z.infer<typeof targetMessageSchema>): TargetMessage {
  return {
    id: messageId(message.id),
    authorId: message.author.id,
    interactionId: message.interaction_metadata?.id ?? null,
    customIds: customIdsOf(message.components),
    fileNames: (message.attachments ?? []).map(({ filename }) => filename),
  };
}

/** The custom ids of a message's components. */
export const customIdsOf = (rows: z.infer<typeof componentsSchema>): readonly string[] =>
  (rows ?? []).flatMap((row) => row.components ?? []).flatMap(({ custom_id }) => custom_id ?? []);
