import { z } from 'zod';
import { snowflake } from '#discord/rest/snowflake.ts';
import { type GuildId, guildId, type UserId, userId } from '#domain/ids.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import type { RequestKind } from '#ports/meter.ts';

/** The parts of an interaction that a "busy" answer needs. */
export type BriefInteraction = {
  readonly id: string;
  readonly token: string;
  readonly kind: RequestKind;
  readonly locale: string;
  readonly userId: UserId;
  /** Null in direct messages. */
  readonly guildId: GuildId | null;
};

const person = z.object({ id: snowflake });
const briefSchema = z.object({
  id: snowflake,
  token: z.string().min(1),
  type: z.number(),
  locale: z.string().nullish(),
  guild_id: snowflake.nullish(),
  member: z.object({ user: person }).nullish(),
  user: person.nullish(),
});

/** Discord's types of interactions (docs.discord.com, Receiving and Responding). */
const KINDS: ReadonlyMap<number, RequestKind> = new Map([
  [2, 'command'],
  [3, 'component'],
  [4, 'autocomplete'],
  [5, 'modal'],
]);

/** Parses Discord's payload at a tenth of the full cost; null if it cannot be answered. */
export function readBrief(payload: unknown): BriefInteraction | null {
  const read = briefSchema.safeParse(payload);
  if (!read.success) return null;
  const { id, token, type, locale, guild_id: guild, member, user } = read.data;
  const by = member?.user ?? user;
  if (!by) return null;
  return {
    id,
    token,
    kind: KINDS.get(type) ?? 'other',
    locale: locale ?? DEFAULT_LOCALE,
    userId: userId(by.id),
    guildId: guild ? guildId(guild) : null,
  };
}
