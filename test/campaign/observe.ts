/**
 * Watches a playground's messages from the first to the last and keeps what each of them ever was. It spells ids and
 * words by itself: what the bot renders is read as a person, or another program, would read it.
 */
import type { APIMessage } from 'discord-api-types/v10';
import type { Playground } from '#playground/start-playground.ts';
import type { MessageRecord } from './evidence.ts';
import { TAG } from './tag.ts';

const PROGRESS = /\((?:\d+%|Waiting to start)\)|^Animating\.\.\.$/;
const CANCEL = /^f1\.([0-9a-z]{16})\.cancel$/;
const BUTTON = /^f1\.([0-9a-z]{16})\.(?!cancel$)\w+$/;
const RESULT_FILE = /_([0-9a-z]{16})\.\w+$/;
const PREVIEW_FILE = /^([0-9a-z]{16})_grid_/;
const FAILED_JOB = /\bjob ([0-9a-z]{16})$/m;
const STOPPED = /\(Stopped\)|`\/show [0-9a-z]{16}`|sent by direct message/;
const LOADING = 1 << 7;

/** A playground's messages as records. */
export type Observer = {
  readonly records: () => readonly MessageRecord[];
  /** Messages that show a job's progress, or "thinking", now. */
  readonly open: () => readonly MessageRecord[];
  readonly close: () => void;
};

/** Begins to watch; what was written before is not known. */
export function observeMessages(playground: Playground): Observer {
  const known = new Map<string, MessageRecord>();
  const close = playground.messages.listen(({ kind, message }) => {
    const before = known.get(message.id);
    const record = recordOf(message, before);
    known.set(message.id, kind === 'deleted' ? { ...record, now: 'deleted' } : record);
  });
  return {
    records: () => [...known.values()],
    open: () => [...known.values()].filter(({ now }) => now === 'progress' || now === 'thinking'),
    close,
  };
}

/** Custom ids of a message's components. */
export function customIdsOf(message: APIMessage): readonly string[] {
  return (message.components ?? []).flatMap((row) =>
    'components' in row
      ? row.components.flatMap((each) => ('custom_id' in each ? [each.custom_id] : []))
      : [],
  );
}

/** The job whose result the message shows; null for any other message. */
export function resultJobOf(message: APIMessage): string | null {
  const files = message.attachments.map(({ filename }) => RESULT_FILE.exec(filename)?.[1]);
  const buttons = customIdsOf(message).map((id) => BUTTON.exec(id)?.[1]);
  return [...files, ...buttons].find((job) => job !== undefined) ?? null;
}

function recordOf(message: APIMessage, before: MessageRecord | undefined): MessageRecord {
  const footers = message.embeds.map(({ footer }) => footer?.text ?? '').join('\n');
  const resultOf = resultJobOf(message);
  const isProgress = PROGRESS.test(message.content);
  const named = [
    ...customIdsOf(message).map((id) => CANCEL.exec(id)?.[1]),
    ...message.attachments.map(({ filename }) => PREVIEW_FILE.exec(filename)?.[1]),
    FAILED_JOB.exec(footers)?.[1],
    resultOf,
  ].flatMap((job) => (typeof job === 'string' ? [job] : []));
  const isNotice = FAILED_JOB.test(footers) || STOPPED.test(message.content);
  return {
    id: message.id,
    channelId: message.channel_id,
    actId: message.interaction_metadata?.id ?? null,
    repliesTo: message.message_reference?.message_id ?? null,
    tag: TAG.exec(message.content)?.[0] ?? before?.tag ?? null,
    wasProgress: isProgress || before?.wasProgress === true,
    jobs: [...new Set([...(before?.jobs ?? []), ...named])],
    now:
      ((message.flags ?? 0) & LOADING) !== 0
        ? 'thinking'
        : isProgress
          ? 'progress'
          : resultOf !== null
            ? 'result'
            : isNotice
              ? 'notice'
              : 'other',
    resultOf,
    text: `${message.content} ${message.embeds.map(({ title }) => title ?? '').join(' ')}`.trim(),
  };
}
