import type { AutocompleteInteraction } from '#discord/gateway/interaction.ts';
import type { Suggestion } from '#discord/replies/answers.ts';
import { actionTitle } from '#discord/screens/button-text.ts';
import { listedPrompt } from '#discord/screens/job-text.ts';
import { cutText } from '#domain/cut-text.ts';
import type { InteractionContext } from './command.ts';

/** Discord's limit of a choice's name. */
const NAME_CHARACTERS_MAX = 100;

/** The person's newest results whose id or prompt contains the typed text. */
export async function suggestJob(
  {
    guildId,
    user,
    typed,
    translator,
  }: Pick<AutocompleteInteraction, 'guildId' | 'user' | 'typed' | 'translator'>,
  {
    application,
  }: {
    readonly application: Pick<InteractionContext['application'], 'recentResults'>;
  },
): Promise<readonly Suggestion[]> {
  if (guildId === null) return [];
  const wanted = typed.trim().toLowerCase();
  const jobs = await application.recentResults({ guildId, userId: user.id });
  return jobs
    .map((job) => ({
      job,
      // A described picture has no prompt.
      name: [job.id, actionTitle(translator, job.request), listedPrompt(job)]
        .filter((part) => part !== '')
        .join(' · '),
    }))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ job, name }) => ({
      name: cutText(name, NAME_CHARACTERS_MAX),
      value: job.id,
    }));
}
