/**
 * `/imagine`: one prompt is one job, or the question whether all that it stands for shall be started. The prompt is
 * taken apart here, once, and carried from here on; so are the settings of who wrote it.
 */

import type { AppContext } from '#application/app-context.ts';
import { CELLS } from '#domain/geometry.ts';
import type { JobId } from '#domain/ids.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import { repeatOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { BATCH_MAX } from '#domain/queue.ts';
import type { Rejected } from '#domain/rejection.ts';
import type { RequestOutcome } from './accept-job.ts';
import type { Batches, BatchQuestion } from './batches.ts';
import type { Fixes, FixOffer } from './fixes.ts';
import { type ImagineRequest, imagineWritten } from './imagine-written.ts';
import { attachedLinks } from './prompt-pictures.ts';
import { suggestionsOf } from './suggestions-of.ts';
import { promptRejected, promptWriter, writtenPrompt } from './written-prompt.ts';

/** A text of another job that the prompt came from, perhaps changed. */
export type PromptSource = { readonly jobId: JobId; readonly number: number };

/** What became of a prompt; a refusal has what could run instead, where that is certain enough. */
export type ImagineOutcome =
  | Exclude<RequestOutcome, { readonly kind: 'rejected' }>
  | (Rejected & { readonly fix?: FixOffer })
  | BatchQuestion;

type Prompted = Omit<ImagineRequest, 'parent' | 'cell' | 'remixed'> & { readonly prompt: string };

/** One job, the question of a batch, or a refusal. */
export async function requestImagine(
  context: AppContext,
  { batches, fixes }: { readonly batches: Batches; readonly fixes: Fixes },
  request: Prompted,
): Promise<ImagineOutcome> {
  const { origin, prompt, files = [] } = request;
  const unread = groupProblem(prompt);
  if (unread !== null) return promptRejected(unread);
  const expanded = expandPermutations(prompt, BATCH_MAX);
  if (expanded.kind === 'too-many') return batches.refuse(origin, expanded.count);
  const write = await promptWriter(context, origin.userId);
  const [text = '', ...others] = expanded.prompts;
  const read = write(text, attachedLinks(files));
  if (read.kind === 'rejected') return read;
  const { written } = read;
  const isMany = others.length > 0 || repeatOf(written.at(DEFAULT_VERSION)) >= 2;
  if (isMany) return batches.ask(request, { write, written, others });
  const outcome = await imagineWritten(context, { ...request, written });
  if (outcome.kind !== 'rejected' || outcome.rejection.kind !== 'prompt-problem') return outcome;
  const fix = await fixes.offer(origin, { write, written, files });
  return fix === null ? outcome : { ...outcome, fix };
}

/** A text of another job, perhaps changed, that is always one job: its parent is where the words are. */
export async function imagineText(
  context: AppContext,
  request: Prompted & { readonly from: PromptSource },
): Promise<RequestOutcome> {
  const { from, origin, prompt } = request;
  const source = await suggestionsOf(context, { ...origin, jobId: from.jobId });
  if (source === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
  const read = await writtenPrompt(context, origin.userId, prompt);
  if (read.kind === 'rejected') return read;
  const cell = CELLS.find((each) => each === from.number) ?? null;
  return imagineWritten(context, { ...request, written: read.written, parent: source.job, cell });
}
