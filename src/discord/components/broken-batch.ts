/** Several jobs that an error ended before the last of them: what was started is told first, and then the error. */
import type { BatchOutcome } from '#application/requests/start-each.ts';
import type { Translator } from '#i18n/translator.ts';

const brokenOf = (outcomes: readonly BatchOutcome[]) =>
  outcomes.find((outcome) => outcome.kind === 'broken');

/** How many were not started; nothing where no error ended them. */
export function brokenLines(
  { say }: Translator,
  outcomes: readonly BatchOutcome[],
): readonly string[] {
  const broken = brokenOf(outcomes);
  return broken === undefined ? [] : [say('batch.broken', { left: broken.left })];
}

/** Once that was told, the error is answered and logged as any other. */
export function throwBroken(outcomes: readonly BatchOutcome[]): void {
  const broken = brokenOf(outcomes);
  if (broken !== undefined) throw broken.error;
}
