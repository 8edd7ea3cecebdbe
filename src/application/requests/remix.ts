/**
 * Prompt modals: which presses open one, what it contains, and what happens when it is submitted. Opening one costs
 * nothing. What comes back is not trusted: the button is checked again, and the prompt as if it were typed.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { rulesWith } from '#application/vendors/vendor-obstacle.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import { usesChangedPrompt } from '#domain/capabilities.ts';
import type { GuildId, JobId, RoleId, UserId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import type { OnVisibility } from '#domain/job-visibility.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withDefaults, withoutJobParameters, withParameter } from '#domain/prompt/change.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { correctedPrompt } from '#domain/prompt/corrected.ts';
import { promptToEdit } from '#domain/prompt/echo.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { aspectRatioOf, hasParameter, versionOf, visibilityOf } from '#domain/prompt/read.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import { correctedBy } from './corrections.ts';
import { supportNow } from './fallback-vendors.ts';
import { type Fixes, type ImagineOutcome, type RunFix, withFix } from './fixes.ts';
import { isOfVideos, usedByVideo } from './follow-up-obstacle.ts';
import { imagineWritten } from './imagine-written.ts';
import { archivedPictures, picturesOf } from './prompt-pictures.ts';
import { findFollowUp, requestFollowUp } from './request-follow-up.ts';
import { createPromptWriter, promptRejected, readWriter } from './written-prompt.ts';

/** The longest text that a modal takes (docs.discord.com, Component Reference). */
export const MODAL_CHARACTERS_MAX = 4_000;

/** The modal that a press opens first, filled with `prompt`, or none. */
export type ModalOutcome =
  | { readonly kind: 'modal'; readonly prompt: string }
  /** The press acts at once; with the person's settings if they were read. */
  | { readonly kind: 'none'; readonly settings?: MemberSettings }
  | Rejected;

/** The job that a press follows up, and its parsed prompt. */
type FollowUpFound = { readonly parent: Job; readonly parsed: ParsedPrompt };

type Press = { readonly parentId: JobId; readonly button: Button };

/** The modal that a press opens first. */
export async function modalFor(
  context: AppContext,
  press: Press & { readonly guildId: GuildId; readonly userId: UserId },
): Promise<ModalOutcome> {
  const { action } = press.button;
  const isZoom = action === 'zoom-custom';
  const settings = isZoom ? null : await context.store.memberSettings(press.userId);
  if (settings?.remix === false) return { kind: 'none', settings };
  const none: ModalOutcome = { kind: 'none', ...(settings === null ? {} : { settings }) };
  const found = await findFollowUp(context, { ...press, origin: press });
  // The press itself reports a refusal.
  if (found.kind === 'rejected') return isZoom ? found : none;
  if (!isZoom && !isRewritable(context, found, press.button)) return none;
  const prompt = promptFor(context, found, action);
  if (prompt.length <= MODAL_CHARACTERS_MAX) return { kind: 'modal', prompt };
  // A longer prompt would be cut silently; only a zoom needs the modal, for its factor.
  return isZoom ? tooLongForModal(prompt) : none;
}

const tooLongForModal = ({ length: characters }: string): Rejected =>
  rejected({
    kind: 'prompt-too-long',
    characters,
    charactersMax: MODAL_CHARACTERS_MAX,
    vendorLabel: 'Discord',
  });

type Submitted = Press & {
  readonly origin: JobOrigin;
  readonly prompt: string;
  readonly roleIds?: readonly RoleId[];
  readonly onVisibility?: OnVisibility;
};

/** Handles a submitted modal. With an unchanged prompt it is the same as the press. */
export async function requestRemix(
  context: AppContext,
  fixes: Pick<Fixes, 'offerCorrected'>,
  request: Submitted,
): Promise<ImagineOutcome> {
  const { origin, button } = request;
  const found = await findFollowUp(context, request);
  if (found.kind === 'rejected') return found;
  const { parent } = found;
  const isZoom = button.action === 'zoom-custom';
  const settings = await readWriter(context, origin.userId);
  const write = createPromptWriter(settings.member, settings.options);
  const read = write(request.prompt);
  if (read.kind === 'rejected') return read;
  const { typed: parsed } = read.written;
  const isVideo = makesVideo(button.action);
  const use = isZoom ? 'custom-zoom' : isVideo ? 'video' : 'imagine';
  const rules = { use, ...rulesWith(context, parent.vendor) } as const;
  const problem = firstProblem(parsed, rules);
  if (problem !== null) {
    const corrected = correctedBy({ ...read, write, files: [] }, ({ typed }) => {
      const next = firstProblem(typed, rules);
      return next === null ? 'right' : correctedPrompt(typed, next);
    });
    const again: RunFix = async ({ typed }, press) =>
      requestRemix(context, fixes, { ...request, ...press, prompt: formatPrompt(typed) });
    return withFix(promptRejected(problem), () =>
      corrected === null ? null : fixes.offerCorrected(origin, corrected, again),
    );
  }
  const { prompt: _, ...press } = request;
  const plain = { ...press, settings: settings.member, typedVisibility: visibilityOf(parsed) };
  if (isZoom) {
    const zoomed = hasParameter(parsed, 'zoom') ? parsed : withParameter(parsed, 'zoom', ['2']);
    return requestFollowUp(context, { ...plain, prompt: withoutJobParameters(zoomed) });
  }
  if (formatPrompt(parsed) === promptFor(context, found, button.action)) {
    return requestFollowUp(context, plain);
  }
  if (!isRewritable(context, found, button))
    return rejected({ kind: 'button-stale', jobId: parent.id });
  // A first generation is repeated by any vendor that can make it now.
  if (isFromWords(parent) && button.action === 'reroll') {
    const known = picturesOf(await archivedPictures(context, parent));
    const { written } = read;
    return imagineWritten(context, { ...press, written, known, parent, remixed: true });
  }
  return requestFollowUp(context, {
    ...plain,
    prompt: withoutJobParameters(isVideo ? withShape(parsed, found.parsed) : parsed),
  });
}

const makesVideo = (action: ActionName): boolean => actionRow(action).makes === 'videos';

/** A video's modal shows only parameters of videos; the parent's other parameters are kept. */
function withShape(parsed: ParsedPrompt, parentPrompt: ParsedPrompt): ParsedPrompt {
  const { parameters } = promptToEdit(parentPrompt);
  return withDefaults(
    parsed,
    parameters.filter((each) => !isOfVideos(each)),
  );
}

const isFromWords = ({ request }: Job): boolean => request.action === 'imagine';

/** Whether a changed prompt would be used: a modal must not be ignored. */
function isRewritable(
  context: Pick<AppContext, 'vendors' | 'links'>,
  { parent, parsed }: FollowUpFound,
  button: Button,
): boolean {
  if (button.action === 'reroll' && isFromWords(parent)) return true;
  if (button.action === 'vary-region') return false;
  const usual = findVendor(context, parent.vendor)?.capabilities.version;
  return usesChangedPrompt(supportNow(context, parent, button), versionOf(parsed, usual));
}

function promptFor(
  context: Pick<AppContext, 'vendors'>,
  found: FollowUpFound,
  action: ActionName,
): string {
  const whole = promptToEdit(found.parsed);
  const parsed = usedByVideo(findVendor(context, found.parent.vendor), action, whole);
  if (makesVideo(action)) {
    return formatPrompt({ ...parsed, parameters: parsed.parameters.filter(isOfVideos) });
  }
  if (action !== 'zoom-custom') return formatPrompt(parsed);
  const ratio = formatAspectRatio(aspectRatioOf(parsed));
  return formatPrompt(withParameter(withParameter(parsed, 'ar', [ratio]), 'zoom', ['2']));
}
