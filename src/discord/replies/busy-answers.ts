/**
 * The "busy" answer of an overloaded bot: one ephemeral message in the person's language, built once, sent in one
 * request that reads and writes nothing else.
 */
import {
  type APIInteractionResponse,
  InteractionResponseType,
  MessageFlags,
  Routes,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { embedText } from '#discord/screens/embed.ts';
import { type Language, languageOf } from '#i18n/language.ts';
import { translatorFor } from '#i18n/translator.ts';
import type { InlineReply } from '#ports/inline-reply.ts';
import type { Log } from '#ports/log.ts';
import type { Meter } from '#ports/meter.ts';
import type { BriefInteraction } from './brief-interaction.ts';

/** Sends "busy" answers. */
export type BusyAnswers = {
  /** Sends the answer; returns at once. `waitedMs`: time since the interaction's arrival. */
  answer(interaction: BriefInteraction, inline: InlineReply | null, waitedMs: number): void;
  /** Whether so many are being sent that one more would delay all. */
  isFull(): boolean;
  /** Sets a listener for when it is no longer full. */
  onRoom(tell: () => void): void;
  /** Resolves when none is being sent. */
  idle(): Promise<void>;
};

/** With 150 ms to Discord these are 1,700 a second. */
const UNDERWAY_MAX = 256;
/** A later answer would be useless. */
const TIMEOUT_MS = 2_000;

/** Autocomplete cannot show text, so it gets no choices. */
const NO_SUGGESTIONS: APIInteractionResponse = {
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: { choices: [] },
};

/** Sends over REST, or in the HTTP response that Discord waits for. */
export function createBusyAnswers(edge: {
  readonly rest: DiscordRest;
  readonly uptimeMs: () => number;
  readonly meter: Pick<Meter, 'interactionAnswered'>;
  readonly log: Pick<Log, 'warn'>;
}): BusyAnswers {
  const { rest, uptimeMs, meter, log } = edge;
  const made = new Map<Language, APIInteractionResponse>();
  const underway = new Set<Promise<void>>();
  let tellRoom = () => {};

  const bodyFor = ({ kind, locale }: BriefInteraction): APIInteractionResponse => {
    if (kind === 'autocomplete') return NO_SUGGESTIONS;
    const language = languageOf(locale);
    const body = made.get(language) ?? busyMessage(locale);
    made.set(language, body);
    return body;
  };

  async function send(
    interaction: BriefInteraction,
    inline: InlineReply | null,
    waitedMs: number,
  ): Promise<void> {
    const fromMs = uptimeMs() - waitedMs;
    const body = bodyFor(interaction);
    if (inline !== null) {
      if ((await inline.send(body)) === 'sent')
        meter.interactionAnswered('busy', uptimeMs() - fromMs);
      return;
    }
    const reply = await rest.ask({
      method: 'post',
      route: Routes.interactionCallback(interaction.id, interaction.token),
      as: 'interaction',
      body,
      timeoutMs: TIMEOUT_MS,
      reads: z.unknown(),
    });
    // Discord itself reports a failure to the person; thousands of log lines would help nobody.
    if (reply.kind === 'ok') meter.interactionAnswered('busy', uptimeMs() - fromMs);
  }

  return {
    onRoom: (tell) => {
      tellRoom = tell;
    },
    isFull: () => underway.size >= UNDERWAY_MAX,
    answer: (interaction, inline, waitedMs) => {
      const done = send(interaction, inline, waitedMs)
        .catch((error: unknown) => log.warn({ error }, 'busy answer not sent'))
        .finally(() => {
          underway.delete(done);
          if (underway.size === UNDERWAY_MAX - 1) tellRoom();
        });
      underway.add(done);
    },
    idle: async () => {
      await Promise.all(underway);
    },
  };
}

/** Plain text, which is allowed wherever the bot may answer. */
function busyMessage(locale: string): APIInteractionResponse {
  const { say } = translatorFor(locale);
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: {
      content: embedText({
        title: say('rejection.busy.title'),
        description: say('rejection.busy'),
      }),
      flags: MessageFlags.Ephemeral,
      allowed_mentions: MENTIONING_NOBODY,
    },
  };
}
