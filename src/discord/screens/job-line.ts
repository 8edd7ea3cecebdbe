import { jobLink } from '#application/views/job-link.ts';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { actionTitle } from './button-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { listedPrompt } from './job-text.ts';

const PROMPT_CHARACTERS_MAX = 60;

/**
 * A job in a list: its id, linked to its message if possible, the beginning of its prompt and its title, and whether it
 * was cancelled or failed.
 */
export function jobLine(translator: Translator, job: Job, link = jobLink(job)): string {
  const id = link === null ? `\`${job.id}\`` : `[\`${job.id}\`](${link})`;
  const prompt = displayPrompt(listedPrompt(job), PROMPT_CHARACTERS_MAX);
  const line = `${id} ${prompt === '' ? '' : `${prompt} · `}${actionTitle(translator, job.request)}`;
  return translator.say('info.line', { line, state: job.state });
}
