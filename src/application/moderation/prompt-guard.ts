/**
 * What no prompt may say: checked for every job, whichever command or button it came by, before anything is fetched,
 * held or asked of a vendor. Word lists first, which cost nothing, then the judge outside, where there is one. A result
 * that comes from the archive reaches no vendor and is not checked.
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

type Guarding = Pick<AppContext, 'judge' | 'log' | 'settings'>;

/** A list stays the same array until it is changed, where the store keeps settings in memory. */
const finders = new WeakMap<readonly string[], WordFinder>();

function finderOf(list: readonly string[]): WordFinder {
  const known = finders.get(list) ?? wordFinder(list);
  finders.set(list, known);
  return known;
}

/** Why the words may not go to a vendor: one of them is on a list of the operator or of the server. */
export function bannedWord(
  { everywhere, here }: ModerationRules,
  { age }: Pick<JobOrigin, 'age'>,
  words: string,
): Rejection | null {
  if (words === '') return null;
  const lists = [
    { whose: 'operator', list: everywhere.words },
    { whose: 'server', list: here.words },
    ...(age === 'restricted'
      ? []
      : [
          { whose: 'operator', list: everywhere.openWords } as const,
          { whose: 'server', list: here.openWords } as const,
        ]),
  ] as const;
  for (const { whose, list } of lists) {
    const word = finderOf(list)(words);
    if (word !== null) return { kind: 'banned-word', word, whose };
  }
  return null;
}

/** Why this person may start nothing anywhere; null where they may. */
export const memberObstacle = (
  { settings }: Pick<AppContext, 'settings'>,
  { everywhere }: ModerationRules,
  userId: UserId,
): Rejection | null =>
  everywhere.blockedMembers.includes(userId)
    ? { kind: 'member-blocked', operatorIds: settings.operatorIds }
    : null;

/** Why the job may not be started for what it says, or for who asks; null where it may. */
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
  // The result shows its parent's words or picture.
  if (parent !== null && !mayShowIn(parent.origin, origin)) return { kind: 'age-restricted' };
  if (actionRow(request.action).fromArchive) return null;
  const words = wordsOf(request.prompt);
  const banned = bannedWord(rules, origin, words);
  if (banned !== null || words === '' || context.judge === undefined) return banned;
  // What a job was judged by before is not asked again for everything that follows it.
  if (parent !== null && wordsOf(parsePrompt(parent.request.prompt)) === words) return null;
  const verdict = await context.judge.judge(words);
  switch (verdict.kind) {
    case 'fine':
      return null;
    case 'flagged':
      return { kind: 'prompt-flagged', categories: verdict.categories };
    case 'unknown':
      context.log.warn({ detail: verdict.detail }, 'prompt not judged');
      return context.settings.moderationWhenDown === 'allow'
        ? null
        : { kind: 'moderation-unreachable' };
    default:
      return verdict satisfies never;
  }
}
