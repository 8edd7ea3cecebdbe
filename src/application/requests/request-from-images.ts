import type { AppContext } from '#application/app-context.ts';
import { acceptFromFiles, type FilesRequest, filesMissing } from './accept-from-files.ts';
import type { RequestOutcome } from './accept-job.ts';
import { promptWriter } from './written-prompt.ts';

/** A request that starts from pictures alone. */
export type ImagesRequest = FilesRequest & {
  readonly action: 'describe' | 'blend';
  /** Parameters, as `--ar 2:3`; empty where there are none. */
  readonly parameters: string;
};

/** `/describe` and `/blend`. */
export async function requestFromImages(
  context: AppContext,
  request: ImagesRequest,
): Promise<RequestOutcome> {
  const missing = filesMissing(request);
  if (missing !== null) return missing;
  const { action, origin, parameters } = request;
  const write = await promptWriter(context, origin.userId);
  const read = write(parameters);
  if (read.kind === 'rejected') return read;
  const { written } = read;
  // A description makes no picture: the suffix is added when one of its suggestions is imagined.
  const promptAt = action === 'blend' ? written.at : () => written.typed;
  return acceptFromFiles(context, request, { action, written, promptAt });
}
