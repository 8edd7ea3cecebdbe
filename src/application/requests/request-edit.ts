/**
 * `/edit` and `/retexture`: makes a grid from a person's own picture and a prompt. It never adds the member's default
 * parameters: those are for first generations.
 */

import type { AppContext } from '#application/app-context.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import type { PromptProblem } from '#domain/prompt/problem.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter } from '#domain/prompt/read.ts';
import { acceptFromFiles, type FilesRequest, filesMissing } from './accept-from-files.ts';
import type { RequestOutcome } from './accept-job.ts';
import { type Fixes, type ImagineOutcome, withFix } from './fixes.ts';
import { promptRejected, promptWriter, type WrittenPrompt } from './written-prompt.ts';

const EDIT_BATCH: PromptProblem = { kind: 'edit-batch' };

/** A picture, and the prompt for its edit. */
export type EditRequest = FilesRequest & {
  readonly action: 'edit' | 'retexture';
  readonly prompt: string;
};

/** Takes the picture and starts the job. */
export async function requestEdit(
  context: AppContext,
  fixes: Pick<Fixes, 'offer'>,
  request: EditRequest,
): Promise<ImagineOutcome> {
  const { origin, action, prompt } = request;
  const missing = filesMissing(request);
  if (missing !== null) return missing;
  const unread = groupProblem(prompt);
  if (unread !== null) return promptRejected(unread);
  const expanded = expandPermutations(prompt, 1);
  const [only] = expanded.kind === 'expanded' ? expanded.prompts : [];
  const write = await promptWriter(context, origin.userId);
  const read = write(only ?? '');
  if (read.kind === 'rejected') return read;
  const { written } = read;
  const { typed } = written;
  const isOneJob = only !== undefined && !hasParameter(typed, 'repeat');
  const problem = isOneJob ? wordsMissing(typed) : EDIT_BATCH;
  if (problem !== null) return promptRejected(problem);
  const imageUrls = request.files.map(({ url }) => url);
  const requirementsOf =
    ({ speed, typed: parsed }: WrittenPrompt) =>
    () => ({ action, imageUrls, speed, parsed });
  const refused = { written, write, files: [], requirementsOf };
  return withFix(await paint(context, request, written), () =>
    fixes.offer(origin, refused, (one, press) => paint(context, { ...request, ...press }, one)),
  );
}

const paint = (
  context: AppContext,
  request: EditRequest,
  written: WrittenPrompt,
): Promise<RequestOutcome> => {
  const { action } = request;
  const promptAt = () => written.typed;
  return acceptFromFiles(context, request, { action, written, promptAt, isShaped: true });
};

/** An edit takes one picture and text: links at the start of the prompt would be further pictures. */
function wordsMissing({ text, imageUrls }: ParsedPrompt): PromptProblem | null {
  if (imageUrls.length > 0) return { kind: 'edit-links' };
  return text === '' ? { kind: 'edit-empty' } : null;
}
