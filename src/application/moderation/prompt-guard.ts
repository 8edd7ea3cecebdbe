/**
 * Prompt moderation: checks every job, from any command or button, before anything is fetched, held or sent to a
 * vendor. Word lists come first, which cost nothing, then the external moderation service if there is one. A result from the archive
 * goes to no vendor and is not checked.
 */

import type { AppContext } from '#application/app-context.ts';
import { actionRow } from '#domain/action.ts';
import { type WordFinder, wordFinder } from '#domain/banned-words.ts';
import { mayShowIn } from '#domain/channel-age.ts';
import type { UserId } from '#domain/ids.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { wordsOf } from '#domain/prompt/words-of.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { ModerationRules } from './moderation-rules.ts';

type Guarding = Pick<AppContext, 'moderator' | 'log' | 'settings'>;

/** Where the store caches settings, a list is the same array until it changes. */
const finders = new WeakMap<readonly string[], WordFinder>();

function finderOf(list: readonly string[]): WordFinder {
  const known = finders.get(list) ?? wordFinder(list);
  finders.set(list, known);
  return known;
}

/** The refusal of a text with a word on a list of the operator or of the server; else null. */
export function bannedWord(
  { everywhere, here }: ModerationRules,
  { age }: Pick<JobOrigin, 'age'>,
  words: string,
): Rejection | null {
  if (words === '') return null;
  const lists = [
    { scope: 'operator', list: everywhere.words },
    { scope: 'server', list: here.words },
    ...(age === 'restricted'
      ? []
      : [
          { scope: 'operator', list: everywhere.openWords } as const,
          { scope: 'server', list: here.openWords } as const,
        ]),
  ] as const;
  for (const { scope, list } of lists) {
    const word = finderOf(list)(words);
    if (word !== null) return { kind: 'banned-word', word, scope };
  }
  return null;
}

/** The refusal of a blocked person, else null. */
export const memberObstacle = (
  { settings }: Pick<AppContext, 'settings'>,
  { everywhere }: ModerationRules,
  userId: UserId,
): Rejection | null =>
  everywhere.blockedMembers.includes(userId)
    ? { kind: 'member-blocked', operatorIds: settings.operatorIds }
    : null;

/** The refusal of the job by moderation, else null. */
export async function promptObstacle(
  context: Guarding,
  rules: ModerationRules,
  job: {
    readonly origin: Pick<JobOrigin, 'guildId' | 'userId' | 'channelId' | 'age'>;
    readonly request: Pick<JobRequest, 'action'> & { readonly prompt: ParsedPrompt };
    readonly parent: Pick<Job, 'request' | 'origin'> | null;
  },
): Promise<Rejection | null> {
  const { origin, request, parent } = job;
  const blocked = memberObstacle(context, rules, origin.userId);
  if (blocked !== null) return blocked;
  // The result shows its parent's prompt or picture.
  if (parent !== null && !mayShowIn(parent.origin, origin)) return { kind: 'age-restricted' };
  if (actionRow(request.action).fromArchive) return null;
  const words = wordsOf(request.prompt);
  const banned = bannedWord(rules, origin, words);
  if (banned !== null || words === '' || context.moderator === undefined) return banned;
  // A follow-up with its parent's text was moderated with the parent.
  if (parent !== null && wordsOf(parsePrompt(parent.request.prompt)) === words) return null;
  const verdict = await context.moderator.moderate(words);
  switch (verdict.kind) {
    case 'fine':
      return null;
    case 'flagged':
      return { kind: 'prompt-flagged', categories: verdict.categories };
    case 'unknown':
      context.log.warn({ detail: verdict.detail }, 'prompt moderation failed');
      return context.settings.moderationWhenDown === 'allow'
        ? null
        : { kind: 'moderation-unreachable' };
    default:
      return verdict satisfies never;
  }
}
