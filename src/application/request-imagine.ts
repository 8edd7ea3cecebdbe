import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { checkPrompt } from '#domain/prompt-check.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { speedOf } from '#domain/prompt-read.ts';
import { acceptJob } from './accept-job.ts';
import type { RequestOutcome } from './application.ts';
import { chooseVendor } from './choose-vendor.ts';
import type { Inside } from './inside.ts';
import { jobPrompt } from './job-prompt.ts';

/** `/imagine`: everything that can be refused is refused here, before anything is spent. */
export async function requestImagine(
  inside: Inside,
  request: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    readonly roleIds?: readonly RoleId[];
  },
): Promise<RequestOutcome> {
  const parsed = parsePrompt(request.prompt);
  const [problem] = checkPrompt(parsed);
  if (problem !== undefined) {
    const { title, description } = problem;
    return { kind: 'rejected', rejection: { kind: 'prompt-problem', title, description } };
  }
  const speed = speedOf(parsed) ?? 'fast';
  const choice = await chooseVendor(inside, { action: 'imagine', parsed, speed });
  if (choice.kind === 'rejected') return choice;
  return acceptJob(inside, {
    origin: request.origin,
    request: { action: 'imagine', cell: null, prompt: jobPrompt(parsed), speed },
    vendor: choice.vendor.name,
    parent: null,
    ...(request.roleIds === undefined ? {} : { roleIds: request.roleIds }),
  });
}
