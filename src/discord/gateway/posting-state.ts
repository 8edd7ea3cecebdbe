/**
 * Whether the bot can post where an interaction came from, found out before anything is accepted. Relies on what
 * earlier posts met and, once for each server, on one look at Discord. It never refuses by itself: who asks for a
 * job is refused where the job would begin.
 */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { PlaceMemory } from '#discord/delivery/place-memory.ts';
import type { Interaction, PostingState } from '#discord/gateway/interaction.ts';
import type { ChannelAge } from '#domain/channel-age.ts';

/** Whether a result could be posted where the interaction came from, asked before anything is accepted. */
export async function postingState(
  places: PlaceMemory,
  interaction: Interaction,
): Promise<PostingState> {
  const { guildId, channelId, parentChannelId } = interaction;
  if (guildId === null || interaction.kind === 'autocomplete') return { kind: 'open' };
  if (parentChannelId !== null) {
    places.sawThread(channelId, parentChannelId, interaction.inPrivateThread);
  }
  // Without this permission Discord answers the same to a bot that is there and to one that is not.
  const sees = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.Administrator;
  if ((interaction.appPermissions & sees) === 0n) return { kind: 'open' };
  if (!(await places.isMember(guildId))) return { kind: 'bot-missing' };
  const botUserId = interaction.inPrivateThread ? await places.outsideOf(channelId) : null;
  if (botUserId !== null) return { kind: 'outside-thread', botUserId };
  const untilMs = places.refusesUntilMs({ guildId, channelId });
  return untilMs === null ? { kind: 'open' } : { kind: 'refused', untilMs };
}

/** Whether the place is shown to adults alone; asked of Discord where the interaction of a thread does not say. */
export async function ageOf(
  places: Pick<PlaceMemory, 'ageOf'>,
  interaction: Interaction,
): Promise<ChannelAge> {
  const { age, kind, parentChannelId } = interaction;
  if (age !== 'unknown' || kind === 'autocomplete' || parentChannelId === null) return age;
  return places.ageOf(parentChannelId);
}
