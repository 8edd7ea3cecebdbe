/**
 * Whether the bot can post where an interaction came from, found out before a job is accepted. Relies on the outcomes
 * of earlier posts and, once per server, on one request to Discord. It never refuses anything itself: requests for jobs
 * do.
 */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { PlaceMemory } from '#discord/delivery/place-memory.ts';
import type { Interaction, PostingState } from '#discord/gateway/interaction.ts';
import type { ChannelAge } from '#domain/channel-age.ts';

/** Whether a result can be posted where the interaction came from. */
export async function postingState(
  places: PlaceMemory,
  interaction: Interaction,
): Promise<PostingState> {
  const { guildId, channelId, parentChannelId } = interaction;
  if (guildId === null || interaction.kind === 'autocomplete') return { kind: 'open' };
  if (parentChannelId !== null) {
    places.sawThread(channelId, parentChannelId, interaction.inPrivateThread);
  }
  // Without this permission Discord's answer does not tell whether the bot is a member.
  const sees = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.Administrator;
  if ((interaction.appPermissions & sees) === 0n) return { kind: 'open' };
  if (!(await places.isMember(guildId))) return { kind: 'bot-missing' };
  const botUserId = interaction.inPrivateThread ? await places.outsideOf(channelId) : null;
  if (botUserId !== null) return { kind: 'outside-thread', botUserId };
  const untilMs = places.refusesUntilMs({ guildId, channelId });
  return untilMs === null ? { kind: 'open' } : { kind: 'refused', untilMs };
}

/** Whether the place is age-restricted; requested from Discord if a thread's interaction does not say. */
export async function ageOf(
  places: Pick<PlaceMemory, 'ageOf'>,
  interaction: Interaction,
): Promise<ChannelAge> {
  const { age, kind, parentChannelId } = interaction;
  if (age !== 'unknown' || kind === 'autocomplete' || parentChannelId === null) return age;
  return places.ageOf(parentChannelId);
}
