/**
 * Parses an interaction from the gateway or the HTTP endpoint. Relies only on Discord's documented fields and reads
 * only those it uses, so that additions change nothing. It never throws: an interaction that cannot even be answered is
 * null.
 */
import { ApplicationIntegrationType, ChannelType } from 'discord-api-types/v10';
import { z } from 'zod';
import { snowflake, snowflakeAtMs } from '#discord/rest/snowflake.ts';
import type { ChannelAge } from '#domain/channel-age.ts';
import { channelId, guildId, roleId, userId } from '#domain/ids.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import { translatorFor } from '#i18n/translator.ts';
import { ATTACHMENT_BYTES_DEFAULT } from '#ports/messenger.ts';
import type { Interaction, InteractionFacts } from './interaction.ts';
import { readDetail } from './read-interaction-detail.ts';

const bits = z.string().regex(/^\d{1,30}$/);
const user = z.object({ id: snowflake, username: z.string() });

const factsSchema = z.object({
  id: snowflake,
  application_id: snowflake,
  type: z.number(),
  token: z.string().min(1),
  guild_id: snowflake.nullish(),
  channel_id: snowflake.nullish(),
  channel: z
    .object({
      id: snowflake,
      type: z.number(),
      parent_id: snowflake.nullish(),
      nsfw: z.boolean().nullish(),
    })
    .nullish(),
  member: z
    .object({ user, roles: z.array(snowflake).nullish(), permissions: bits.nullish() })
    .nullish(),
  user: user.nullish(),
  locale: z.string().nullish(),
  guild_locale: z.string().nullish(),
  guild: z.object({ features: z.array(z.string()).nullish() }).nullish(),
  app_permissions: bits.nullish(),
  /** By installation type: 0 by the server, 1 by the person. */
  authorizing_integration_owners: z.record(z.string(), z.string()).nullish(),
  attachment_size_limit: z.number().int().positive().nullish(),
});

const THREADS: readonly number[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

const VOICES: readonly number[] = [ChannelType.GuildVoice, ChannelType.GuildStageVoice];
const GUILD_INSTALL = String(ApplicationIntegrationType.GuildInstall);

/** Parses Discord's payload; null if it cannot be handled. `receivedAtMs` starts the 3 seconds. */
export function readInteraction(payload: unknown, receivedAtMs: number): Interaction | null {
  const facts = readFacts(payload, receivedAtMs);
  if (facts === null) return null;
  const detail = readDetail(payload);
  return detail === null ? { ...facts, kind: 'other' } : { ...facts, ...detail };
}

function readFacts(payload: unknown, receivedAtMs: number): InteractionFacts | null {
  const read = factsSchema.safeParse(payload);
  if (!read.success) return null;
  const { data } = read;
  const person = data.member?.user ?? data.user;
  const place = data.channel_id ?? data.channel?.id;
  if (!person || !place) return null;
  const inThread = data.channel ? THREADS.includes(data.channel.type) : false;
  return {
    id: data.id,
    token: data.token,
    applicationId: data.application_id,
    atMs: snowflakeAtMs(data.id),
    receivedAtMs,
    guildId: data.guild_id ? guildId(data.guild_id) : null,
    channelId: channelId(place),
    inThread,
    inVoice: data.channel ? VOICES.includes(data.channel.type) : false,
    inPrivateThread: data.channel?.type === ChannelType.PrivateThread,
    age: ageOf(data.channel?.nsfw, inThread),
    isGuildInstall:
      GUILD_INSTALL in (data.authorizing_integration_owners ?? { [GUILD_INSTALL]: '' }),
    posting: { kind: 'open' },
    parentChannelId: inThread && data.channel?.parent_id ? channelId(data.channel.parent_id) : null,
    user: { id: userId(person.id), name: person.username },
    locale: data.locale ?? DEFAULT_LOCALE,
    serverLocale: serverLocaleOf(data),
    translator: translatorFor(data.locale ?? DEFAULT_LOCALE),
    appPermissions: BigInt(data.app_permissions ?? 0),
    roleIds: (data.member?.roles ?? []).map(roleId),
    memberPermissions: BigInt(data.member?.permissions ?? 0),
    attachmentBytesMax: data.attachment_size_limit ?? ATTACHMENT_BYTES_DEFAULT,
    inline: null,
  };
}

/**
 * The server's chosen language. Only Community servers have that setting (docs.discord.com, Guild Object); for all
 * others Discord says `en-US`, and the person's own language is the better guess.
 */
function serverLocaleOf({ guild_locale: locale, guild }: z.infer<typeof factsSchema>) {
  const isChosen = guild?.features?.includes('COMMUNITY') ?? true;
  return locale === DEFAULT_LOCALE && !isChosen ? null : (locale ?? null);
}

/** Threads have their channel's setting, which Discord does not always repeat. */
function ageOf(isForAdults: boolean | null | undefined, inThread: boolean): ChannelAge {
  if (isForAdults === true) return 'restricted';
  return inThread && isForAdults !== false ? 'unknown' : 'open';
}
