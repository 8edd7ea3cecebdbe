/**
 * Discord's side of a run: messages in a list, nonces that hold for a few minutes, and a messenger
 * that behaves as the real one promises to. The auditor reads the list.
 */
import { channelId, messageId } from '#domain/ids.ts';
import type { Messenger } from '#ports/messenger.ts';
import type { Faults } from './faults.ts';
import type { Process, World } from './world.ts';

export type PostedMessage = {
  readonly id: string;
  readonly jobId: string;
  /** `kept`: the words that the result waits for its person elsewhere. */
  readonly kind: 'final' | 'notice' | 'kept';
  readonly atMs: number;
};

export type DiscordServer = {
  readonly messages: PostedMessage[];
  /** Jobs whose person could not be told that the result is kept. */
  readonly untold: Set<string>;
};

/** As long as Discord is known to refuse a repeated nonce. */
const NONCE_MS = 5 * 60_000;
const CHANNEL = channelId('140000000000000001');

/** The messenger as one process sees it. */
export function simulatedMessenger(
  world: World,
  process: Process,
  server: DiscordServer,
  faults: () => Faults,
): Messenger {
  const post = (jobId: string, kind: PostedMessage['kind']): PostedMessage => {
    const atMs = world.nowMs();
    const same = server.messages.find(
      (message) =>
        message.jobId === jobId && message.kind === kind && atMs - message.atMs < NONCE_MS,
    );
    if (same !== undefined) return same;
    const message = { id: `17000000000000${1000 + server.messages.length}`, jobId, kind, atMs };
    server.messages.push(message);
    return message;
  };
  /** An edit of the progress message: doing it again shows the same. */
  const editInto = (jobId: string, kind: PostedMessage['kind']): void => {
    const isThere = server.messages.some((each) => each.jobId === jobId && each.kind === kind);
    if (!isThere) post(jobId, kind);
  };
  return {
    offerProgress: () => {},
    removeProgress: async () => {},
    showArchived: (job) =>
      world.call(process, 'kept', () => {
        if (world.random.chance(faults().keptUntold)) {
          server.untold.add(job.id);
          return { kind: 'impossible', detail: 'nobody to tell' };
        }
        editInto(job.id, 'kept');
        return { kind: 'shown' };
      }),
    postFinal: async ({ job, mayExist }) => {
      const existing = mayExist
        ? await world.call(process, 'search', () =>
            server.messages.find(({ jobId, kind }) => jobId === job.id && kind === 'final'),
          )
        : undefined;
      if (existing !== undefined) {
        return { kind: 'posted', channelId: CHANNEL, messageId: messageId(existing.id) };
      }
      return world.call(process, 'post', () => {
        const { postRefused, nowhereToPost, lostBefore, lostAfter } = faults();
        if (world.random.chance(nowhereToPost)) return { kind: 'impossible', detail: 'gone' };
        if (world.random.chance(postRefused + lostBefore)) {
          return { kind: 'retry', afterMs: 1_000, detail: 'refused' };
        }
        const message = post(job.id, 'final');
        return world.random.chance(lostAfter)
          ? { kind: 'retry', afterMs: 1_000, detail: 'the answer was lost' }
          : { kind: 'posted', channelId: CHANNEL, messageId: messageId(message.id) };
      });
    },
    showNotice: (job) =>
      world.call(process, 'notice', () => {
        const { postRefused } = faults();
        if (world.random.chance(postRefused)) {
          return { kind: 'retry', afterMs: 1_000, detail: 'refused' };
        }
        editInto(job.id, 'notice');
        return { kind: 'shown' };
      }),
  };
}
