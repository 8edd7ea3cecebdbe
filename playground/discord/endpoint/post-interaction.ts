import type { Discord } from '#playground/discord/discord.ts';
import { answerInteraction } from '#playground/discord/rest/answer-interaction.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';
import { failInteraction } from '#playground/discord/state/interaction-life.ts';

/**
 * Sends an interaction to the application's address as Discord does: signed, with the answer in the response. 202
 * says that the answer comes, or came, by a callback; anything else is a failed interaction.
 */
export const postInteraction = async (
  discord: Discord,
  { id, token }: Interaction,
  payload: object,
  url: string,
): Promise<void> => {
  const body = JSON.stringify(payload);
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: discord.signing.headers(body, discord.clock.nowMs()),
      body,
      signal: AbortSignal.timeout(limits.firstAnswerMs),
    });
    if (reply.status === 202) return;
    if (reply.status !== 200) throw new Error(`${url} answered ${reply.status}`);
    const answer: unknown = await reply.json();
    await answerInteraction(discord, { id, token }, answer, []);
  } catch (error) {
    failInteraction(discord, id, error instanceof Error ? error.message : String(error));
  }
};
