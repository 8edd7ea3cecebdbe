import type { APIEmbed } from 'discord-api-types/v10';
import { z } from 'zod';
import { limits } from './limits.ts';
import { provenAs, rule } from './schema.ts';

const { embed: bounds } = limits;
const trimmed = (length: number) => z.string().trim().max(length);
const link = z
  .string()
  .max(2_048)
  .check(
    rule(
      (value) => /^(https?|attachment):\/\/\S+$/.test(value),
      'URL_TYPE_INVALID_SCHEME',
      "Scheme must be one of ('http', 'https', 'attachment').",
    ),
  );
const picture = z.object({ url: link });

const embedSchema = z.object({
  title: trimmed(bounds.title).exactOptional(),
  type: z.literal('rich').default('rich'),
  description: trimmed(bounds.description).exactOptional(),
  url: link.exactOptional(),
  timestamp: z.string().exactOptional(),
  color: z.number().int().min(0).max(0xffffff).exactOptional(),
  footer: z
    .object({ text: trimmed(bounds.footer), icon_url: link.exactOptional() })
    .exactOptional(),
  image: picture.exactOptional(),
  thumbnail: picture.exactOptional(),
  author: z
    .object({
      name: trimmed(bounds.author),
      url: link.exactOptional(),
      icon_url: link.exactOptional(),
    })
    .exactOptional(),
  fields: z
    .array(
      z.object({
        name: trimmed(bounds.fieldName).min(1),
        value: trimmed(bounds.fieldValue).min(1),
        inline: z.boolean().default(false),
      }),
    )
    .max(bounds.fields)
    .exactOptional(),
});

const textLength = (embed: z.infer<typeof embedSchema>): number =>
  [
    embed.title,
    embed.description,
    embed.footer?.text,
    embed.author?.name,
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
  ].reduce((sum, text) => sum + (text?.length ?? 0), 0);

/** discord.js writes absent parts of an embed as null; Discord reads both the same. */
const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null))
    : value;

/** The embeds of one message; their texts count together. */
export const embedsSchema = provenAs<readonly APIEmbed[]>(
  z
    .array(z.preprocess(withoutNulls, embedSchema))
    .max(limits.embeds)
    .check(
      rule(
        (embeds) => embeds.reduce((sum, embed) => sum + textLength(embed), 0) <= bounds.total,
        'MAX_EMBED_SIZE_EXCEEDED',
        'Embed size exceeds maximum size of 6000',
      ),
    ),
);
