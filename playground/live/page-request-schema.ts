import { z } from 'zod';
import type { FilledOption, PageRequest } from '#playground/page/protocol.ts';

const text = z.string();
const nonce = z.string().min(1);

const filledOption: z.ZodType<FilledOption> = z.lazy(() =>
  z.object({
    name: text,
    type: z.number().int(),
    value: z.union([text, z.number(), z.boolean()]).exactOptional(),
    options: z.array(filledOption).exactOptional(),
    focused: z.boolean().exactOptional(),
  }),
);

const attachments = z.array(
  z.object({ id: text, name: text, contentType: text, base64: z.base64() }),
);

/** What the page may say; everything else is answered with a notice. */
export const pageRequestSchema: z.ZodType<PageRequest> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open-channel'), channelId: text }),
  z.object({
    type: z.literal('run-command'),
    nonce,
    guildId: text.nullable(),
    channelId: text,
    commandId: text,
    options: z.array(filledOption),
    attachments,
  }),
  z.object({
    type: z.literal('run-context-command'),
    nonce,
    channelId: text,
    commandId: text,
    targetId: text,
  }),
  z.object({
    type: z.literal('autocomplete'),
    nonce,
    channelId: text,
    commandId: text,
    options: z.array(filledOption),
  }),
  z.object({
    type: z.literal('press'),
    nonce,
    channelId: text,
    messageId: text,
    customId: text,
    values: z.array(text).exactOptional(),
  }),
  z.object({
    type: z.literal('submit-modal'),
    nonce,
    channelId: text,
    openedBy: text,
    customId: text,
    fields: z.array(
      z.object({
        customId: text,
        value: text.exactOptional(),
        values: z.array(text).exactOptional(),
      }),
    ),
  }),
  z.object({
    type: z.literal('react'),
    channelId: text,
    messageId: text,
    emoji: text,
    present: z.boolean(),
  }),
  z.object({ type: z.literal('dismiss'), channelId: text, messageId: text }),
  z.object({ type: z.literal('send-message'), channelId: text, content: text.max(2_000) }),
  z.object({ type: z.literal('delete-message'), channelId: text, messageId: text }),
]);
