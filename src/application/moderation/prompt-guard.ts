/**
 * What no prompt may say: checked for every job, whichever command or button it came by, before anything is fetched,
 * held or asked of a vendor. Word lists first, which cost nothing, then the judge outside, where there is one. A result
 * that comes from the archive reaches no vendor and is not checked.
 */

import type { AppContext } from '#application/app-context.ts';
import { actionRow } from '#domain/action.ts';
import { type WordFinder, wordFinder } from '#domain/banned-words.ts';
import { mayShowIn } from '#domain/channel-age.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { Job, JobOrigin, JobRequest } from '#domain/job.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { wordsOf } from '#domain/prompt/words-of.ts';
import type { Rejection } from '#domain/rejection.ts';

type Guarding = Pick<AppContext, 'store' | 'judge' | 'log' | 'settings'>;

/** A list stays the same array until it is changed, where the store keeps settings in memory. */
const finders = new WeakMap<readonly string[], WordFinder>();

function finderOf(list: readonly string[]): WordFinder {
  const known = finders.get(list) ?? wordFinder(list);
  finders.set(list, known);
  return known;
}

/** Why the words may not go to a vendor: one of them is on a list of the operator or of the server. */
export async function bannedWord(
  { store }: Pick<AppContext, 'store'>,
  { guildId, age }: Pick<JobOrigin, 'guildId' | 'age'>,
  words: string,
): Promise<Rejection | null> {
  if (words === '') return null;
  const [everywhere, here] = await Promise.all([
    store.guildSettings(ALL_SERVERS),
    store.guildSettings(guildId),
  ]);
  const lists = [
    { whose: 'operator', list: everywhere.moderation.words },
    { whose: 'server', list: here.moderation.words },
    ...(age === 'restricted'
      ? []
      : [
          { whose: 'operator', list: everywhere.moderation.openWords } as const,
          { whose: 'server', list: here.moderation.openWords } as const,
        ]),
  ] as const;
  for (const { whose, list } of lists) {
    const word = finderOf(list)(words);
    if (word !== null) return { kind: 'banned-word', word, whose };
  }
  return null;
}

/** Why the job may not be started for what it says, or for who asks; null where it may. */
export async function promptObstacle(
  context: Guarding,
  job: {
    readonly origin: Pick<JobOrigin, 'guildId' | 'userId' | 'channelId' | 'age'>;
    readonly request: Pick<JobRequest, 'action'> & { readonly prompt: ParsedPrompt };
    readonly parent: Pick<Job, 'request' | 'origin'> | null;
  },
): Promise<Rejection | null> {
  const { origin, request, parent } = job;
  const { blockedMembers } = (await context.store.guildSettings(ALL_SERVERS)).moderation;
  if (blockedMembers.includes(origin.userId)) {
    return { kind: 'member-blocked', operatorIds: context.settings.operatorIds };
  }
  // The result shows its parent's words or picture.
  if (parent !== null && !mayShowIn(parent.origin, origin)) return { kind: 'age-restricted' };
  if (actionRow(request.action).fromArchive) return null;
  const words = wordsOf(request.prompt);
  const banned = await bannedWord(context, origin, words);
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
