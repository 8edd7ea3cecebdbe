import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import type { Requirements } from '#application/vendors/vendor-obstacle.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import { acceptJob } from './accept-job.ts';
import { type Fixes, type FixPress, type ImagineOutcome, withFix } from './fixes.ts';
import { promptWriter, type WrittenPrompt } from './written-prompt.ts';

type ShortenRequest = {
  readonly origin: JobOrigin;
  readonly prompt: string;
  readonly roleIds?: readonly RoleId[];
  readonly onVisibility?: OnVisibility;
};

/** `/shorten`: the prompt must be valid for `/imagine`. */
export async function requestShorten(
  context: AppContext,
  fixes: Pick<Fixes, 'offer'>,
  request: ShortenRequest,
): Promise<ImagineOutcome> {
  const { origin, prompt } = request;
  const write = await promptWriter(context, origin.userId);
  const read = write(prompt);
  if (read.kind === 'rejected') return read;
  const { written } = read;
  const refused = {
    written,
    write,
    files: [],
    requirementsOf: (one: WrittenPrompt) => () => requirementsOf(one),
  };
  return withFix(await shorten(context, written, request), () =>
    fixes.offer(origin, refused, (one, press) => shorten(context, one, press)),
  );
}

/** The suffix is added when one of the short prompts is imagined, and not shortened with the prompt. */
const requirementsOf = ({ typed, speed, hyphens }: WrittenPrompt): Requirements => ({
  action: 'shorten',
  parsed: typed,
  speed,
  ...(hyphens === undefined ? {} : { hyphens }),
});

async function shorten(
  context: AppContext,
  written: WrittenPrompt,
  { origin, roleIds = [], onVisibility }: FixPress & Pick<ShortenRequest, 'onVisibility'>,
): Promise<RequestOutcome> {
  const { typed: prompt, translation } = written;
  const visibility = jobVisibility(written.visibility);
  onVisibility?.(visibility);
  const choice = await chooseAtSpeed(context, () => requirementsOf(written), written);
  if (choice.kind === 'rejected') return choice;
  const { speed } = choice.requirements;
  return acceptJob(context, {
    origin,
    request: { action: 'shorten', cell: null, prompt, speed, ...asStealth(visibility) },
    translation,
    vendor: choice.vendor.name,
    plan: choice.plan,
    parent: null,
    roleIds,
  });
}
