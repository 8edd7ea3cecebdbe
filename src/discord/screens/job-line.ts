import type { Job } from '#domain/job.ts';
import { displayPrompt } from './display-prompt.ts';
import { jobLink } from './job-link.ts';
import { echoOf } from './job-text.ts';

const PROMPT_CHARACTERS_MAX = 60;

/** A job in a list: its id, which leads to its message where there is one, and the beginning of its prompt. */
export function jobLine(job: Job): string {
  const link = jobLink(job);
  const id = link === null ? `\`${job.id}\`` : `[\`${job.id}\`](${link})`;
  return `${id} ${displayPrompt(echoOf(job), PROMPT_CHARACTERS_MAX)}`;
}
