/**
 * Vendors quote prompts in their replies, and replies are logged. Unless the operator allows prompts in the log, they
 * are removed on arrival, so that no later code has to think of it.
 */
import type { AppContext } from '#application/app-context.ts';
import type { Failure } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import { withoutQuotedWords } from '#domain/prompt/quoted-words.ts';

/** A vendor's outcome about the job, with the prompt's words removed from the failure's detail. */
export function hideQuotes<Outcome extends { readonly kind: string }>(
  { settings }: Pick<AppContext, 'settings'>,
  { request }: Pick<Job, 'request'>,
  outcome: Outcome,
): Outcome {
  if (settings.logPrompts === true || !hasFailure(outcome)) return outcome;
  const { failure } = outcome;
  const detail = withoutQuotedWords(failure.detail, request.prompt);
  return { ...outcome, failure: { ...failure, detail } };
}

const hasFailure = <Outcome extends object>(
  outcome: Outcome,
): outcome is Outcome & { readonly failure: Failure } => 'failure' in outcome;
