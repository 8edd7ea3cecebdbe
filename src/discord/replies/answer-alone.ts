/**
 * Answers one person with a message and files that take a while to make or to send. What is ready soon and small
 * is the first answer itself; else "thinking" is shown to that person and completed. It never answers late: Discord
 * gives a first answer three seconds, its files included.
 */

import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Attachment } from '#ports/messenger.ts';
import { READY_WITHIN_MS } from './answer-when-ready.ts';
import { withinMs } from './within-ms.ts';

/** What is uploaded within the answer itself: a second's worth at 8 Mbit/s. */
export const DIRECT_BYTES_MAX = 1024 * 1024;

export type AloneAnswer = {
  readonly message: OutgoingMessage;
  readonly files: readonly Attachment[];
};

export async function answerAlone(
  { answers, clock, log }: Pick<InteractionContext, 'answers' | 'clock' | 'log'>,
  interaction: CommandInteraction,
  making: Promise<AloneAnswer>,
): Promise<void> {
  const soon = await withinMs(clock, making, READY_WITHIN_MS);
  if (soon !== null && bytesOf(soon.files) <= DIRECT_BYTES_MAX) {
    await answers.tellMessage(interaction, soon.message, soon.files);
    return;
  }
  await answers.deferAlone(interaction);
  const { message, files } = await making;
  const shown = await answers.complete(interaction, message, files);
  if (shown.kind === 'failed') {
    const { name: command } = interaction;
    log.warn({ command, detail: shown.failure.detail }, 'deferred answer not completed');
  }
}

const bytesOf = (files: readonly Attachment[]): number =>
  files.reduce((together, { bytes }) => together + bytes.length, 0);
