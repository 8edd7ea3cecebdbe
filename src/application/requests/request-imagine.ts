import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import { CELLS } from '#domain/geometry.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import { linksOf } from '#domain/prompt/links.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { acceptJob, refusalBefore } from './accept-job.ts';
import { inShapeOf, jobPrompt } from './job-prompt.ts';
import {
  attachedLinks,
  type PromptGivens,
  takePromptPictures,
  withPictures,
} from './prompt-pictures.ts';
import { jobWithTexts } from './texts-of.ts';
import { beginningAt, type WrittenPrompt, writtenPrompt } from './written-prompt.ts';

/** A text of another job that the prompt came from, perhaps changed. */
export type PromptSource = { readonly jobId: JobId; readonly number: number };

/** What a first generation is asked with, besides its words. */
export type ImagineRequest = {
  readonly origin: JobOrigin;
  readonly roleIds?: readonly RoleId[];
  readonly from?: PromptSource;
  /** The first generation whose 🔄 asked for another prompt. */
  readonly again?: Job;
  /** Told once, before anything is fetched. */
  readonly onVisibility?: OnVisibility;
} & PromptGivens;

/** `/imagine`: everything that can be refused is refused here, before anything is spent. */
export async function requestImagine(
  context: AppContext,
  request: ImagineRequest & { readonly prompt: string },
): Promise<RequestOutcome> {
  const { userId } = request.origin;
  const links = attachedLinks(request.files ?? []);
  const read = await writtenPrompt(context, userId, request.prompt, links);
  if (read.kind === 'rejected') return read;
  return imagineWritten(context, { ...request, written: read.written });
}

/** The same for a prompt that was read already, in the same request or in the question before it. */
export async function imagineWritten(
  context: AppContext,
  request: ImagineRequest & { readonly written: WrittenPrompt },
): Promise<RequestOutcome> {
  const { from, origin, written } = request;
  const source = from === undefined ? null : await jobWithTexts(context, origin, from.jobId);
  if (from !== undefined && source === null) {
    return { kind: 'rejected', rejection: { kind: 'button-stale' } };
  }
  const parent = source?.job ?? request.again ?? null;
  const visibility = jobVisibility({
    ...written.visibility,
    parent: parent?.request.visibility,
  });
  request.onVisibility?.(visibility);
  const choice = await chooseAtSpeed(context, beginningAt(written), written);
  if (choice.kind === 'rejected') return choice;
  const { action, parsed, speed } = choice.wish;
  const base = {
    action,
    // Which of the texts it was, so that its button is known as pressed; a fifth has no cell.
    cell: CELLS.find((cell) => cell === from?.number) ?? null,
    prompt: jobPrompt(parsed),
    speed,
    ...asStealth(visibility),
    ...(request.again === undefined ? {} : ({ remixed: true } as const)),
  };
  const { roleIds } = request;
  const wish = {
    origin,
    request: base,
    vendor: choice.vendor.name,
    ...(roleIds === undefined ? {} : { roleIds }),
    parent,
  };
  const refused = hasPictures(parsed, request) ? await refusalBefore(context, wish) : null;
  if (refused !== null) return refused;
  const taken = await takePromptPictures(context, [parsed], request, origin);
  if (taken.kind === 'rejected') return taken;
  const { parsed: kept, images } = withPictures(parsed, taken.pictures);
  const prompt = jobPrompt(action === 'imagine' ? kept : inShapeOf(kept, images[0]));
  const given = images.length === 0 ? {} : { images };
  return acceptJob(context, { ...wish, request: { ...base, prompt, ...given } });
}

/** Something may have to be fetched for it. */
const hasPictures = (parsed: ParsedPrompt, { files = [], known }: PromptGivens): boolean =>
  [...files.map(({ url }) => url), ...linksOf(parsed)].some((url) => known?.has(url) !== true);
