/**
 * Turns pressed buttons blue on their message. Every edit draws the current state, so that a later one repairs a lost
 * one. It never fails a press: a message that can no longer be edited stays as it is.
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

/** Redraws the buttons of results: pressed ones blue, remixed ones green. */
export type PressedMarks = {
  /** Redraws the message's buttons. Resolves when this or a later edit is done. */
  redraw(message: MarkedMessage): Promise<void>;
  /** The same for the message whose button led to the job; returns at once. */
  redrawParent(job: Job): void;
};

/** The context of presses. */
export type PressContext = InteractionContext & { readonly marks: PressedMarks };

const REDRAW_TIMEOUT_MS = 10_000;

/**
 * Discord takes few edits of messages older than an hour, and counts each refusal against the bot (`request-budget.ts`),
 * while everybody may press whatever is old: a channel that refused is left alone for a while, and all of them where so
 * many did within the time that Discord counts.
 */
const REST_MS = 60_000;
const REFUSED_MAX = 8;

/** Edits of one message are made one at a time; waiting ones are merged. */
export function createPressedMarks(edge: {
  readonly rest: DiscordRest;
  readonly application: Pick<Application, 'buttonsOf'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}): PressedMarks {
  const refusals = createCountedRefusals<ChannelId>(edge.clock);
  const isResting = (channelId: ChannelId): boolean =>
    refusals.count() >= REFUSED_MAX || (refusals.sinceMs(channelId) ?? REST_MS) < REST_MS;
  // The next edit draws all presses made during the current one.
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
    const { origin, request, finalChannelId, finalMessageId } = shown.job;
    // A private result that was not sent by direct message is ephemeral: only the interaction can edit it, while its
    // token is valid.
    const isInPlace = messageId === finalMessageId && finalChannelId === origin.channelId;
    const isPrivate = request.visibility === 'stealth' && isInPlace;
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
    // In a later turn, when the state to read has been written.
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
