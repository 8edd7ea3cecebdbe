import { MessageFlags, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { CopySender } from '#application/accounts/direct-copies.ts';
import { directChannel } from '#discord/rest/direct-message.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { postOnce } from '#discord/rest/post-once.ts';
import { copiesTurnedOff } from '#discord/screens/render-closed.ts';
import { resultsMessage } from '#discord/screens/render-results.ts';
import { wholeInteraction } from '#domain/interaction-part.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { TOKEN_USABLE_MS } from './progress-message.ts';

/** Sends copies of results, each with its own nonce: Discord compares nonces across channels. */
export function createCopySender(edge: {
  readonly rest: DiscordRest;
  /** Null before the first connection to the gateway. */
  readonly botUserId: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
}): CopySender {
  const { rest, clock, log } = edge;
  return {
    send: async ({ job, attachments, mayExist }) => {
      const channel = await directChannel(rest, job.origin.userId);
      const sent =
        channel.kind === 'failed'
          ? channel
          : await postOnce(edge, {
              job,
              channelId: channel.value,
              message: resultsMessage(job, attachments),
              attachments,
              repliesTo: null,
              mayExist,
              nonce: `dm${job.id}`,
            });
      if (sent.kind === 'ok') return 'sent';
      const { kind, detail } = sent.failure;
      if (kind === 'retry' || kind === 'closed') return kind;
      if (kind === 'forbidden') return 'closed';
      log.warn({ job: job.id, detail }, 'copy refused by Discord');
      return 'impossible';
    },
    tellClosed: async (job) => {
      const { applicationId, channelId, interactionToken, interactionAtMs, userId } = job.origin;
      const message = copiesTurnedOff(job);
      const alone = await (clock.nowMs() - interactionAtMs < TOKEN_USABLE_MS
        ? rest.ask({
            method: 'post',
            route: Routes.webhook(applicationId, interactionToken),
            as: 'interaction',
            body: { ...message, flags: MessageFlags.Ephemeral },
            reads: z.unknown(),
          })
        : null);
      if (alone?.kind === 'ok') return;
      // The interaction is too old for an ephemeral message, or was not answered.
      const reply = await rest.ask({
        method: 'post',
        route: Routes.channelMessages(channelId),
        as: 'bot',
        body: {
          ...message,
          nonce: wholeInteraction(job.origin.interactionId),
          enforce_nonce: true,
        },
        reads: z.unknown(),
      });
      if (reply.kind === 'ok') return;
      log.info(
        { user: userId, detail: reply.failure.detail },
        'notice of closed direct messages not sent',
      );
    },
  };
}
