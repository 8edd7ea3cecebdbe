/**
 * Shows what became of a batch: the outcome replaces the question, each started job gets its own progress message, and
 * an error that ended the batch early is thrown last, to be answered and logged like any other.
 */
import type { BatchOutcome } from '#application/requests/start-each.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { updateWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Translator } from '#i18n/translator.ts';

/** The outcomes of a batch; null: its question was already closed. */
type Outcomes = readonly BatchOutcome[] | null;

/** Shows the outcomes as `message`, then runs `follow` for the started jobs. */
export async function showBatch<Some extends Outcomes>(
  context: InteractionContext,
  interaction: ComponentInteraction,
  starting: Promise<Some>,
  shown: {
    readonly message: (outcomes: Some) => OutgoingMessage;
    readonly follow: (outcomes: readonly BatchOutcome[]) => Promise<void>;
  },
): Promise<void> {
  await updateWhenReady(context, interaction, starting.then(shown.message));
  const outcomes = (await starting) ?? [];
  await shown.follow(outcomes);
  const broken = brokenOf(outcomes);
  if (broken !== undefined) throw broken.error;
}

const brokenOf = (outcomes: readonly BatchOutcome[]) =>
  outcomes.find((outcome) => outcome.kind === 'broken');

/** The number of jobs not started; empty without an error. */
export function brokenLines(
  { say }: Translator,
  outcomes: readonly BatchOutcome[],
): readonly string[] {
  const broken = brokenOf(outcomes);
  return broken === undefined ? [] : [say('batch.broken', { left: broken.left })];
}
