import type { APIMessage } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import type { WaitOptions } from '#playground/discord/signal.ts';
import type { Interaction, InteractionState } from '#playground/discord/state/interaction.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import { messageFlags } from '#playground/discord/state/stored-message.ts';

/** What became of something a person did; every function tells the present state. */
export type Act = {
  readonly interactionId: string;
  readonly token: string;
  readonly state: () => InteractionState;
  /** Resolves when the bot has answered or its three seconds are over. */
  readonly settled: (options?: WaitOptions) => Promise<InteractionState>;
  /** The answer as it looks now, also while it says "thinking"; `null` before and once deleted. */
  readonly message: () => APIMessage | null;
  /** Every message the act led to through its token, the answer first. */
  readonly messages: () => readonly APIMessage[];
  /** Waits for an answer that is more than "thinking". */
  readonly reply: (options?: WaitOptions) => Promise<APIMessage>;
  readonly modal: () => Interaction['modal'];
  readonly choices: () => Interaction['choices'];
};

export const createAct = (discord: Discord, interaction: Interaction): Act => {
  const { id, token, channelId, userId } = interaction;
  const current = () => discord.interactions.get(id) ?? interaction;
  const shown = (messageId: string | null): APIMessage | null => {
    const message = messageId === null ? null : discord.messages.get(channelId, messageId);
    return message === null ? null : showMessage(discord, message, userId);
  };
  const message = () => shown(current().originalId);
  return {
    interactionId: id,
    token,
    state: () => current().state,
    settled: (options) =>
      discord.events.until(() => (current().state.kind === 'waiting' ? null : current().state), {
        what: 'the bot to answer',
        ...options,
      }),
    message,
    messages: () =>
      current().messageIds.flatMap((messageId) => {
        const found = shown(messageId);
        return found === null ? [] : [found];
      }),
    reply: (options) =>
      discord.events.until(
        () => {
          const { state } = current();
          if (state.kind === 'failed') throw new Error(`The act failed: ${state.reason}`);
          const found = message();
          const loading = ((found?.flags ?? 0) & messageFlags.loading) !== 0;
          return loading ? null : found;
        },
        { what: 'a reply', ...options },
      ),
    modal: () => current().modal,
    choices: () => current().choices,
  };
};
