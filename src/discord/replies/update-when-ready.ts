import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { READY_WITHIN_MS } from './reply-when-ready.ts';
import { withinMs } from './within-ms.ts';

/**
 * Changes the pressed message into what `making` gives. Where that takes longer than Discord waits, as forty jobs may
 * on a busy machine, the press is acknowledged first and the message changes a moment later.
 */
export async function updateWhenReady(
  { answers, clock, log }: Pick<InteractionContext, 'answers' | 'clock' | 'log'>,
  interaction: Interaction,
  making: Promise<OutgoingMessage>,
): Promise<void> {
  const soon = await withinMs(clock, making, READY_WITHIN_MS);
  if (soon !== null) {
    await answers.update(interaction, soon);
    return;
  }
  await answers.acknowledge(interaction);
  const shown = await answers.complete(interaction, await making, []);
  if (shown.kind === 'ok') return;
  const { detail } = shown.failure;
  log.warn({ interaction: interaction.id, detail }, 'pressed message not changed');
}
