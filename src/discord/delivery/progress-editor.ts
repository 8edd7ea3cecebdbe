/**
 * Shows the progress of jobs. Callers offer every state they see; offers between two edits are merged into the newest.
 * A message is edited at most every 3 seconds, never after `end`, and errors never throw: progress is optional.
 */

import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { withoutWords } from '#discord/screens/job-text.ts';
import { progressMessage } from '#discord/screens/render-progress.ts';
import { dropOldest } from '#domain/bounded-map.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Attachment, ProgressTrouble } from '#ports/messenger.ts';
import { AFTER_FAILURE } from './delivery-ladder.ts';
import { previewFileName } from './file-name.ts';
import type { ProgressMessage } from './progress-message.ts';
import { withSpoilers } from './spoilers.ts';

const BETWEEN_EDITS_MS = 3_000;

/** How many jobs to remember: ended ones, so that a late offer is not shown, and those that another process may end. */
const REMEMBERED = 4_096;

/** Edits a job's progress message as often as Discord allows, always to the newest state. */
export type ProgressEditor = {
  offer(job: Job, preview: Attachment | null, trouble?: ProgressTrouble): void;
  /** No edit starts after this is called; resolves when the last one is over. */
  end(id: JobId): Promise<void>;
};

type Offer = {
  readonly job: Job;
  readonly preview: Attachment | null;
  readonly trouble: ProgressTrouble | null;
};

type Showing = {
  /** Null when the newest offer is shown. */
  next: Offer | null;
  /** Content and embeds, as JSON. */
  shownWords: string | null;
  /** Discord did not take the person's words, and shows the progress without them. */
  isPlain: boolean;
  readonly stop: AbortController;
  working: Promise<void> | null;
  editAtMs: number;
};

/** An editor for all jobs of this process. */
export function createProgressEditor(edge: {
  readonly message: ProgressMessage;
  readonly clock: Clock;
  readonly log: Log;
}): ProgressEditor {
  const { message, clock, log } = edge;
  const showings = new Map<JobId, Showing>();
  const ended = new Set<JobId>();

  async function showNewest(showing: Showing): Promise<void> {
    const { signal } = showing.stop;
    while (showing.next !== null) {
      if (showing.editAtMs > clock.nowMs()) await clock.sleepUntil(showing.editAtMs, signal);
      const offer = showing.next;
      if (signal.aborted || offer === null) return;
      showing.next = null;
      await show(showing, offer);
    }
  }

  async function show(showing: Showing, offer: Offer): Promise<void> {
    const { job, preview, trouble } = offer;
    const outgoing = progressMessage(showing.isPlain ? withoutWords(job) : job, { trouble });
    const words = JSON.stringify([outgoing.content, outgoing.embeds]);
    if (words === showing.shownWords && preview === null) return;
    const reply = await message.edit(job, withPreview(outgoing, job.id, preview), preview);
    showing.editAtMs = clock.nowMs() + BETWEEN_EDITS_MS;
    if (reply.kind === 'ok') {
      showing.shownWords = words;
      return;
    }
    const { kind, afterMs, detail } = reply.failure;
    log.debug({ job: job.id, detail }, 'progress not shown');
    if (kind === 'retry') {
      showing.editAtMs = clock.nowMs() + Math.max(afterMs, BETWEEN_EDITS_MS);
      return;
    }
    if (!showing.isPlain && AFTER_FAILURE[kind] === 'next-wording') {
      showing.isPlain = true;
      showing.next ??= offer;
      return;
    }
    // The message was deleted or is inaccessible: nothing is left to edit.
    forget(job.id, showing);
  }

  function forget(id: JobId, showing: Showing | undefined): void {
    showing?.stop.abort();
    showings.delete(id);
    ended.add(id);
    dropOldest(ended, REMEMBERED);
  }

  function showingOf(id: JobId): Showing {
    const known = showings.get(id);
    if (known !== undefined) return known;
    const showing: Showing = {
      next: null,
      shownWords: null,
      isPlain: false,
      stop: new AbortController(),
      working: null,
      editAtMs: 0,
    };
    showings.set(id, showing);
    for (const [oldest, { working }] of showings) {
      if (showings.size <= REMEMBERED) break;
      if (working === null && oldest !== id) showings.delete(oldest);
    }
    return showing;
  }

  return {
    offer: (job, preview, trouble) => {
      if (ended.has(job.id)) return;
      const showing = showingOf(job.id);
      // Keeps a preview that was not shown yet.
      showing.next = {
        job,
        preview: preview ?? showing.next?.preview ?? null,
        trouble: trouble ?? null,
      };
      showing.working ??= showNewest(showing)
        .catch((error: unknown) => log.warn({ job: job.id, error }, 'progress could not be shown'))
        .finally(() => {
          showing.working = null;
        });
    },
    end: async (id) => {
      const showing = showings.get(id);
      forget(id, showing);
      await showing?.working;
    },
  };
}

function withPreview(
  outgoing: OutgoingMessage,
  id: JobId,
  preview: Attachment | null,
): OutgoingMessage {
  if (preview === null) return outgoing;
  const filename = previewFileName(id, preview.mediaType);
  return withSpoilers({ ...outgoing, attachments: [{ id: 0, filename }] }, [preview]);
}
