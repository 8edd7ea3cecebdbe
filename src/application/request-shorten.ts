import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { checkPrompt } from '#domain/prompt-check.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { acceptJob } from './accept-job.ts';
import type { RequestOutcome } from './application.ts';
import { chooseVendor } from './choose-vendor.ts';
import type { Inside } from './inside.ts';
import { jobPrompt } from './job-prompt.ts';

/** `/shorten`: the prompt must be one that could be imagined. */
export async function requestShorten(
  inside: Inside,
  {
    origin,
    prompt,
    roleIds = [],
  }: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    readonly roleIds?: readonly RoleId[];
  },
): Promise<RequestOutcome> {
  const parsed = parsePrompt(prompt);
  const [problem] = checkPrompt(parsed);
  if (problem !== undefined) {
    return { kind: 'rejected', rejection: { kind: 'prompt-problem', problem } };
  }
  const speed = 'fast';
  const choice = await chooseVendor(inside, { action: 'shorten', parsed, speed });
  if (choice.kind === 'rejected') return choice;
  const { visibility } = await inside.store.memberSettings(origin.userId);
  const seen = visibility === 'stealth' ? { visibility } : {};
  return acceptJob(inside, {
    origin,
    request: { action: 'shorten', cell: null, prompt: jobPrompt(parsed), speed, ...seen },
    vendor: choice.vendor.name,
    parent: null,
    roleIds,
  });
}
