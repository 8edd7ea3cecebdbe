import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { checkPrompt } from '#domain/prompt-check.ts';
import type { Speed } from '#domain/speed.ts';
import { acceptJob } from './accept-job.ts';
import type { RequestOutcome } from './application.ts';
import { chooseVendor, type VendorChoice } from './choose-vendor.ts';
import type { Inside } from './inside.ts';
import { jobPrompt } from './job-prompt.ts';
import { type WrittenPrompt, writtenPrompt } from './written-prompt.ts';

/** `/imagine`: everything that can be refused is refused here, before anything is spent. */
export async function requestImagine(
  inside: Inside,
  request: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    readonly roleIds?: readonly RoleId[];
  },
): Promise<RequestOutcome> {
  const written = await writtenPrompt(inside, request.origin.userId, request.prompt);
  const { parsed, visibility } = written;
  const [problem] = checkPrompt(parsed);
  if (problem !== undefined) {
    const { title, description } = problem;
    return { kind: 'rejected', rejection: { kind: 'prompt-problem', title, description } };
  }
  const { speed, choice } = await chooseAtSpeed(inside, written);
  if (choice.kind === 'rejected') return choice;
  return acceptJob(inside, {
    origin: request.origin,
    request: {
      action: 'imagine',
      cell: null,
      prompt: jobPrompt(parsed),
      speed,
      ...(visibility === 'stealth' ? { visibility } : {}),
    },
    vendor: choice.vendor.name,
    parent: null,
    ...(request.roleIds === undefined ? {} : { roleIds: request.roleIds }),
  });
}

/** A speed that is merely a setting gives way to the usual one where nobody has it. */
async function chooseAtSpeed(
  inside: Inside,
  { parsed, speed, isSpeedTyped }: WrittenPrompt,
): Promise<{ readonly speed: Speed; readonly choice: VendorChoice }> {
  const choice = await chooseVendor(inside, { action: 'imagine', parsed, speed });
  if (choice.kind === 'chosen' || isSpeedTyped || speed === 'fast') return { speed, choice };
  const usual = await chooseVendor(inside, { action: 'imagine', parsed, speed: 'fast' });
  return usual.kind === 'chosen' ? { speed: 'fast', choice: usual } : { speed, choice };
}
