import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import type { Cell } from '#domain/geometry.ts';
import type { RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import { linksOf } from '#domain/prompt/links.ts';
import { acceptJob, refusalBefore } from './accept-job.ts';
import { inShapeOf } from './job-prompt.ts';
import { type PromptGivens, takePromptPictures, withPictures } from './prompt-pictures.ts';
import { beginningAt, type WrittenPrompt } from './written-prompt.ts';

/** A request for a first generation, except its text. */
export type ImagineRequest = {
  readonly origin: JobOrigin;
  readonly roleIds?: readonly RoleId[];
  /** Where the prompt came from: a job with suggestions, or a first generation whose 🔄 changed the prompt. */
  readonly parent?: Job;
  /** The number of the suggestion, which marks its button as pressed; a fifth has no cell. */
  readonly cell?: Cell | null;
  /** Part of a batch, of which more jobs may wait. */
  readonly isOfBatch?: true;
  /** The prompt was rewritten in a modal. */
  readonly remixed?: true;
  /** Called once, before anything is fetched. */
  readonly onVisibility?: OnVisibility;
} & PromptGivens;

/** One job of a parsed prompt. All refusals happen here, before anything is spent. */
export async function imagineWritten(
  context: AppContext,
  request: ImagineRequest & { readonly written: WrittenPrompt },
): Promise<RequestOutcome> {
  const { origin, written, parent = null, cell = null, remixed } = request;
  const visibility = jobVisibility({
    ...written.visibility,
    parent: parent?.request.visibility,
  });
  request.onVisibility?.(visibility);
  const choice = await chooseAtSpeed(context, beginningAt(written), written);
  if (choice.kind === 'rejected') return choice;
  const { action, parsed, speed } = choice.requirements;
  const base = {
    action,
    cell,
    prompt: parsed,
    speed,
    ...asStealth(visibility),
    ...(remixed === undefined ? {} : { remixed }),
  };
  const { roleIds = [] } = request;
  const { translation } = written;
  const newJob = {
    origin,
    request: base,
    translation,
    vendor: choice.vendor.name,
    roleIds,
    parent,
    ...(request.isOfBatch === true ? { isOfBatch: true as const } : {}),
  };
  const links = [...(request.files ?? []).map(({ url }) => url), ...linksOf(parsed)];
  if (links.length === 0) return acceptJob(context, { ...newJob, plan: choice.plan });
  const isFetched = links.every((url) => request.known?.has(url) === true);
  const refused = isFetched ? null : await refusalBefore(context, newJob);
  if (refused !== null) return refused;
  const taken = await takePromptPictures(context, [parsed], request, origin);
  if (taken.kind === 'rejected') return taken;
  const { parsed: kept, images } = withPictures(parsed, taken.pictures);
  const prompt = action === 'imagine' ? kept : inShapeOf(kept, images[0]);
  const given = images.length === 0 ? {} : { images };
  return acceptJob(context, { ...newJob, request: { ...base, prompt, ...given } });
}
