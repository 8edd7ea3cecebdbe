import type { Discord } from '#playground/discord/discord.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { Interaction } from './interaction.ts';

/** Replaces an interaction and announces it. */
export const changeInteraction = (
  discord: Discord,
  interaction: Interaction,
  change: Partial<Interaction>,
): Interaction => {
  const changed = { ...interaction, ...change };
  discord.interactions.put(changed);
  discord.events.emit({ kind: 'interaction-changed', interactionId: changed.id });
  return changed;
};

/** From now on the interaction can no longer be answered, unless it already was. */
export const failInteraction = (discord: Discord, id: string, reason: string): void => {
  const interaction = discord.interactions.get(id);
  if (interaction?.state.kind !== 'waiting') return;
  changeInteraction(discord, interaction, { state: { kind: 'failed', reason } });
};

/** The interaction a callback names, still unanswered and in time; otherwise 10062 or 40060. */
export const answerable = (discord: Discord, id: string, token: string): Interaction => {
  const interaction = discord.interactions.get(id);
  if (interaction === null || interaction.token !== token) throw refusal('unknown-interaction');
  if (interaction.state.kind === 'acknowledged') throw refusal('already-acknowledged');
  const late = discord.clock.nowMs() - interaction.createdAtMs > limits.firstAnswerMs;
  if (interaction.state.kind === 'failed' || late) throw refusal('unknown-interaction');
  return interaction;
};

/** The interaction whose token a webhook route carries: answered, and not older than 15 minutes. */
export const webhookInteraction = (
  discord: Discord,
  applicationId: string,
  token: string,
): Interaction => {
  const interaction = discord.interactions.byToken(token);
  if (interaction === null || applicationId !== discord.world.applicationId) {
    throw refusal('unknown-webhook');
  }
  const ageMs = discord.clock.nowMs() - interaction.createdAtMs;
  if (interaction.tokenEnded || ageMs > limits.interactionTokenMs) {
    throw refusal('invalid-webhook-token');
  }
  if (interaction.state.kind !== 'acknowledged') throw refusal('unknown-webhook');
  return interaction;
};
