import { z } from 'zod';
import { rowsSchema } from './component-schema.ts';
import { embedsSchema } from './embed-schema.ts';
import { limits } from './limits.ts';
import { rule } from './schema.ts';

const ids = z.array(z.string()).max(100);

/** Who may be pinged. Naming people and also `parse: ['users']` contradicts itself. */
const allowedMentions = z
  .object({
    parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
    users: ids.nullish(),
    roles: ids.nullish(),
    replied_user: z.boolean().nullish(),
  })
  .check(
    rule(
      (value) =>
        !(value.parse?.includes('users') === true && (value.users?.length ?? 0) > 0) &&
        !(value.parse?.includes('roles') === true && (value.roles?.length ?? 0) > 0),
      'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
      'parse:["users"] and users: [ids...] are mutually exclusive.',
    ),
  );

const refused = (what: string) =>
  z
    .unknown()
    .check(
      rule(
        (value) => value === undefined || value === null || (Array.isArray(value) && !value.length),
        'PLAYGROUND_UNSUPPORTED',
        `The playground does not know ${what}.`,
      ),
    )
    .exactOptional();

const flagBits = { suppressEmbeds: 1 << 2, componentsV2: 1 << 15 };

/** The body of every request that writes a message, whichever route it comes by. */
export const messageSchema = z.object({
  content: z.string().max(limits.contentLength).nullish(),
  embeds: embedsSchema.nullish(),
  components: rowsSchema.nullish(),
  allowed_mentions: allowedMentions.nullish(),
  attachments: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String),
        filename: z.string().min(1).max(1_024).nullish(),
        description: z.string().max(limits.fileDescription).nullish(),
        is_spoiler: z.boolean().nullish(),
      }),
    )
    .nullish(),
  flags: z
    .number()
    .int()
    .check(
      rule(
        (flags) => (flags & flagBits.componentsV2) === 0,
        'PLAYGROUND_UNSUPPORTED',
        'The playground does not know Components V2.',
      ),
    )
    .nullish(),
  nonce: z.union([z.string().max(limits.nonceLength), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  tts: z.boolean().nullish(),
  message_reference: z
    .object({
      type: z.literal(0).nullish(),
      message_id: z.string(),
      channel_id: z.string().nullish(),
      guild_id: z.string().nullish(),
      fail_if_not_exists: z.boolean().nullish(),
    })
    .nullish(),
  poll: refused('polls'),
  sticker_ids: refused('stickers'),
  thread_id: refused('threads'),
});

/** A checked message body. */
export type MessageBody = z.infer<typeof messageSchema>;
export type AllowedMentions = z.infer<typeof allowedMentions>;
