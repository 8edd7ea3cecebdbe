import type { Discord } from '#playground/discord/discord.ts';
import { postInteraction } from '#playground/discord/endpoint/post-interaction.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';

/** Hands an interaction to the bot: once, unless a fault says never, twice or late. */
export const deliverInteraction = (
  discord: Discord,
  interaction: Interaction,
  payload: object,
): void => {
  const send = () => {
    const url = discord.endpoints.url('interactions');
    if (url !== null) {
      void postInteraction(discord, interaction, payload, url);
      return;
    }
    discord.dispatch({
      name: 'INTERACTION_CREATE',
      data: payload,
      intent: null,
      guildId: interaction.guildId,
    });
  };
  const fault = discord.faults.takeForDelivery();
  if (fault?.kind === 'lose-interactions') return;
  if (fault?.kind === 'delay-interactions') {
    discord.clock.schedule(fault.ms, send);
    return;
  }
  send();
  if (fault?.kind === 'duplicate-interactions') send();
};
