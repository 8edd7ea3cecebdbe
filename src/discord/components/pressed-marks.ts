/**
 * Turns pressed buttons blue on the message they hang on. Relies on the application for which were
 * pressed, so that every edit draws the whole truth and a lost one is mended by the next. It never
 * fails a press: an old message that cannot be edited any more just stays as it is.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Application } from '#application/application.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import { createCountedRefusals } from '#discord/rest/counted-refusals.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { ChannelId, JobId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { resultRows } from './result-rows.ts';

/** A message that shows a job's result. */
export type MarkedMessage = {
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  readonly jobId: JobId;
};

/** Keeps the buttons of finished messages as they should look: pressed ones blue, remixed ones green. */
export type PressedMarks = {
  /** Draws the message's buttons as they are now. Resolves when that or a later drawing is done. */
  redraw(message: MarkedMessage): Promise<void>;
  /** The same for the message whose button led to the job, where no press waits for it; returns at once. */
  redrawParent(job: Job): void;
};

/** What presses work with besides. */
export type PressContext = InteractionContext & { readonly marks: PressedMarks };

const REDRAW_TIMEOUT_MS = 10_000;

/**
 * Discord takes few edits of messages older than an hour, and counts each refusal against the bot (`request-budget.ts`),
 * while everybody may press whatever is old: a channel that refused is left alone for a while, and all of them where so
 * many did within the time that Discord counts.
 */
const REST_MS = 60_000;
const REFUSED_MAX = 8;

/** Drawings of one message are done one after another; only the newest that waits is kept. */
export function createPressedMarks(edge: {
  readonly rest: DiscordRest;
  readonly application: Pick<Application, 'buttonsOf'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}): PressedMarks {
  const refusals = createCountedRefusals<ChannelId>(edge.clock);
  const isResting = (channelId: ChannelId): boolean =>
    refusals.count() >= REFUSED_MAX || (refusals.sinceMs(channelId) ?? REST_MS) < REST_MS;
  // One edit of a message at a time; presses during an edit are drawn together by the next one.
  const drawing = new Map<MessageId, { again: boolean; readonly done: Promise<void> }>();

  async function drawUntilCurrent(message: MarkedMessage): Promise<void> {
    try {
      for (;;) {
        await draw(message);
        const state = drawing.get(message.messageId);
        if (state === undefined || !state.again) return;
        state.again = false;
      }
    } finally {
      drawing.delete(message.messageId);
    }
  }

  async function draw({ channelId, messageId, jobId }: MarkedMessage): Promise<void> {
    const shown = await edge.application.buttonsOf(jobId);
    if (shown === null || isResting(channelId)) return;
    const { origin, request, progressMessageId } = shown.job;
    // What one person alone sees can be edited by its own interaction, and by nothing else, while that lives.
    const isPrivate = request.visibility === 'stealth' && messageId === progressMessageId;
    const address = isPrivate
      ? {
          route: Routes.webhookMessage(origin.applicationId, origin.interactionToken, messageId),
          as: 'interaction' as const,
        }
      : { route: Routes.channelMessage(channelId, messageId), as: 'bot' as const };
    const reply = await edge.rest.ask({
      method: 'patch',
      ...address,
      body: { components: resultRows(shown) },
      timeoutMs: REDRAW_TIMEOUT_MS,
      reads: z.unknown(),
    });
    if (reply.kind === 'failed') {
      refusals.note(channelId, reply.failure);
      edge.log.info({ job: jobId, detail: reply.failure.detail }, 'pressed button not drawn blue');
    }
  }

  function redraw(message: MarkedMessage): Promise<void> {
    const running = drawing.get(message.messageId);
    if (running !== undefined) {
      running.again = true;
      return running.done;
    }
    // Begins in a later turn, when the state that it reads has been written.
    const done = Promise.resolve().then(() => drawUntilCurrent(message));
    drawing.set(message.messageId, { again: false, done });
    return done;
  }

  return {
    redraw,
    redrawParent: ({ id, parentId, origin }) => {
      const { channelId, sourceMessageId: messageId } = origin;
      if (parentId === null || messageId === null) return;
      redraw({ channelId, messageId, jobId: parentId }).catch((error: unknown) =>
        edge.log.error({ job: id, error }, 'pressed button not drawn'),
      );
    },
  };
}
