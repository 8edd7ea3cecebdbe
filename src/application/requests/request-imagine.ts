/**
 * `/imagine`: one prompt is one job, or a question before a batch of jobs. The prompt is parsed here, once, and the
 * person's settings are read once.
 */

import type { AppContext } from '#application/app-context.ts';
import { CELLS } from '#domain/geometry.ts';
import type { JobId } from '#domain/ids.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import { repeatOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { BATCH_MAX } from '#domain/queue.ts';
import { rejected } from '#domain/rejection.ts';
import type { Batches } from './batches.ts';
import { type Fixes, type ImagineOutcome, imagineAgain, withFix } from './fixes.ts';
import { type ImagineRequest, imagineWritten } from './imagine-written.ts';
import { attachedLinks } from './prompt-pictures.ts';
import { suggestionsOf } from './suggestions-of.ts';
import { promptRejected, promptWriter } from './written-prompt.ts';

/** The suggestion that the prompt came from, possibly edited. */
export type PromptSource = { readonly jobId: JobId; readonly number: number };

type Prompted = Omit<ImagineRequest, 'parent' | 'cell' | 'remixed'> & { readonly prompt: string };

/** One job, the question of a batch, or a refusal. */
export async function requestImagine(
  context: AppContext,
  { batches, fixes }: { readonly batches: Batches; readonly fixes: Fixes },
  request: Prompted,
): Promise<ImagineOutcome> {
  const { origin, prompt, files = [] } = request;
  const unread = groupProblem(prompt);
  const expanded = expandPermutations(prompt, BATCH_MAX);
  if (unread === null && expanded.kind === 'too-many') {
    return batches.refuse(origin, expanded.count);
  }
  const write = await promptWriter(context, origin.userId);
  const text = { text: prompt, write, files };
  if (unread !== null) return withFix(promptRejected(unread), () => fixes.offerBatch(origin, text));
  const [first = '', ...others] = expanded.kind === 'expanded' ? expanded.prompts : [];
  const read = write(first, attachedLinks(files));
  if (read.kind === 'rejected') return read;
  const { written } = read;
  const isMany = others.length > 0 || repeatOf(written.at(DEFAULT_VERSION)) >= 2;
  if (isMany) {
    const question = await batches.ask(request, { write, written, others });
    return withFix(question, () => fixes.offerBatch(origin, text));
  }
  const outcome = await imagineWritten(context, { ...request, written });
  return withFix(outcome, () => fixes.offer(origin, { write, written, files }));
}

/** One job from a suggestion, possibly edited; its parent is the job with the suggestions. */
export async function imagineText(
  context: AppContext,
  fixes: Pick<Fixes, 'offer'>,
  request: Prompted & { readonly from: PromptSource },
): Promise<ImagineOutcome> {
  const { from, origin, prompt } = request;
  const source = await suggestionsOf(context, { ...origin, jobId: from.jobId });
  if (source === null) return rejected({ kind: 'button-stale', jobId: from.jobId });
  const write = await promptWriter(context, origin.userId);
  const read = write(prompt);
  if (read.kind === 'rejected') return read;
  const { written } = read;
  const cell = CELLS.find((each) => each === from.number) ?? null;
  const place = { parent: source.job, cell };
  const outcome = await imagineWritten(context, { ...request, written, ...place });
  const again = imagineAgain(context, [], place);
  return withFix(outcome, () => fixes.offer(origin, { write, written, files: [] }, again));
}
