import { jobLink } from '#application/views/job-link.ts';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { actionTitle } from './button-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { listedPrompt } from './job-text.ts';

const PROMPT_CHARACTERS_MAX = 60;

/**
 * A job in a list: its id, which leads to its message where there is one, the beginning of its prompt, and what
 * was done.
 */
export function jobLine(translator: Translator, job: Job): string {
  const link = jobLink(job);
  const id = link === null ? `\`${job.id}\`` : `[\`${job.id}\`](${link})`;
  const prompt = displayPrompt(listedPrompt(job), PROMPT_CHARACTERS_MAX);
  return `${id} ${prompt === '' ? '' : `${prompt} · `}${actionTitle(translator, job.request)}`;
}
