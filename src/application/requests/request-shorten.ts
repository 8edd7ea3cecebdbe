import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import { acceptJob } from './accept-job.ts';
import { writtenPrompt } from './written-prompt.ts';

/** `/shorten`: the prompt must be one that could be imagined. */
export async function requestShorten(
  context: AppContext,
  {
    origin,
    prompt,
    roleIds = [],
    onVisibility,
  }: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    readonly roleIds?: readonly RoleId[];
    readonly onVisibility?: OnVisibility;
  },
): Promise<RequestOutcome> {
  const read = await writtenPrompt(context, origin.userId, prompt);
  if (read.kind === 'rejected') return read;
  const { written } = read;
  // The suffix is added when one of the short prompts is imagined, not weighed as words of theirs.
  const { typed: parsed } = written;
  const visibility = jobVisibility(written.visibility);
  onVisibility?.(visibility);
  const wish = { action: 'shorten', parsed, speed: written.speed } as const;
  const choice = await chooseAtSpeed(context, () => wish, written);
  if (choice.kind === 'rejected') return choice;
  const { speed } = choice.wish;
  return acceptJob(context, {
    origin,
    request: {
      action: 'shorten',
      cell: null,
      prompt: parsed,
      speed,
      ...asStealth(visibility),
    },
    translation: written.translation,
    vendor: choice.vendor.name,
    plan: choice.plan,
    parent: null,
    roleIds,
  });
}
