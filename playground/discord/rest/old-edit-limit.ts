import type { PlaygroundClock } from '#playground/discord/clock.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';

const calls = 3;
const perMs = 6_000;

/** Refuses (30046) when messages older than an hour are edited too fast in one channel. */
export type OldEditLimit = { readonly refuseTooMany: (message: StoredMessage) => void };

export const createOldEditLimit = (clock: PlaygroundClock): OldEditLimit => {
  const editedAtMs = new Map<string, readonly number[]>();
  return {
    refuseTooMany: (message) => {
      const nowMs = clock.nowMs();
      if (nowMs - message.createdAtMs < limits.oldMessageMs) return;
      const known = editedAtMs.get(message.channelId) ?? [];
      const recent = known.filter((atMs) => nowMs - atMs < perMs);
      if (recent.length >= calls) throw refusal('too-many-old-edits');
      editedAtMs.set(message.channelId, [...recent, nowMs]);
    },
  };
};
