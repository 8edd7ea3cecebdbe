/** Batches that an error ended early: first the started jobs are shown, then the error. */
import type { BatchOutcome } from '#application/requests/start-each.ts';
import type { Translator } from '#i18n/translator.ts';

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

/** Throws the error after that, to be answered and logged like any other. */
export function throwBroken(outcomes: readonly BatchOutcome[]): void {
  const broken = brokenOf(outcomes);
  if (broken !== undefined) throw broken.error;
}
