/**
 * Vendors quote prompts in what they answer, and what they answer goes to the log. Unless the operator wants
 * prompts there, it is cut where it enters, so that nothing later has to remember.
 */
import type { AppContext } from '#application/app-context.ts';
import type { Failure } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import { withoutQuotedWords } from '#domain/prompt/quoted-words.ts';

/** A vendor's outcome about the job, without words of its prompt in the failure's detail. */
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
