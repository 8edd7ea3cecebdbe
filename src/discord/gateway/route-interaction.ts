/**
 * Routes every interaction to its handler: commands by name, components by custom id. Use cases make all decisions. An
 * error never ends the process, and no interaction that can be answered stays unanswered.
 */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { type CustomId, decodeCustomId } from '#discord/components/custom-id.ts';
import { pressButton } from '#discord/components/press-button.ts';
import type { PressContext } from '#discord/components/pressed-marks.ts';
import { submitModal } from '#discord/components/submit-modal.ts';
import type { PlaceMemory } from '#discord/delivery/place-memory.ts';
import { ageOf, postingState } from '#discord/gateway/posting-state.ts';
import type { Suggestion } from '#discord/replies/answers.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { traceWords } from '#discord/screens/trace-words.ts';
import type { Translator } from '#i18n/translator.ts';
import type { InlineReply } from '#ports/inline-reply.ts';
import type { AutocompleteInteraction, Interaction } from './interaction.ts';
import { readInteraction } from './read-interaction.ts';
import type { LimitVerdict, RequestLimits } from './request-limits.ts';

/** Routes each interaction to its handler and makes sure that it is answered. */
export type InteractionRouter = {
  /**
   * Takes a raw interaction and the HTTP response it waits for, if any; returns at once. `waitedMs`: time since its
   * arrival. `ignored`: its person or server is over the rate limit and was told so; it is left unanswered.
   */
  readonly handle: (
    payload: unknown,
    inline: InlineReply | null,
    waitedMs?: number,
  ) => 'taken' | 'ignored';
  /** The number of interactions in progress. */
  underway(): number;
  /** Resolves when all interactions so far are handled. */
  idle(): Promise<void>;
};

/** A router over the commands; an error of a handler is logged and answered with the same trace words. */
export function createInteractionRouter(
  edge: PressContext & {
    readonly commands: ReadonlyMap<string, Command>;
    readonly places: PlaceMemory;
    readonly limits: RequestLimits;
  },
): InteractionRouter {
  const underway = new Set<Promise<void>>();
  return {
    underway: () => underway.size,
    handle: (payload, inline, waitedMs = 0) => {
      const read = readInteraction(payload, edge.clock.nowMs() - waitedMs);
      if (read === null) {
        inline?.accept();
        edge.log.warn({}, 'interaction not readable');
        return 'taken';
      }
      const interaction = { ...read, inline };
      const { kind, user, guildId } = interaction;
      const verdict = edge.limits.take({ kind, userId: user.id, guildId });
      if (verdict.kind === 'ignored') return 'ignored';
      const done = (
        verdict.kind === 'refused'
          ? refuse(edge, interaction, verdict)
          : Promise.all([
              postingState(edge.places, interaction),
              ageOf(edge.places, interaction),
            ]).then(([posting, age]) => route(edge, { ...interaction, posting, age }))
      )
        .catch((error: unknown) => answerFault(edge, interaction, error))
        .finally(() => {
          inline?.accept();
          underway.delete(done);
        });
      underway.add(done);
      return 'taken';
    },
    idle: async () => {
      await Promise.all(underway);
    },
  };
}

/** Tells a person who is too fast when to continue. */
async function refuse(
  { answers }: Pick<InteractionContext, 'answers'>,
  interaction: Interaction,
  { scope, untilMs }: Extract<LimitVerdict, { readonly kind: 'refused' }>,
): Promise<void> {
  const rejection = { kind: 'too-many-requests', scope, untilMs } as const;
  await answers.rejectWith(interaction, rejection);
}

async function route(
  edge: PressContext & { readonly commands: ReadonlyMap<string, Command> },
  interaction: Interaction,
): Promise<void> {
  if (await refusedServer(edge, interaction)) return;
  switch (interaction.kind) {
    case 'component':
      return pressButton(edge, interaction);
    case 'command': {
      const command = edge.commands.get(interaction.name);
      if (command !== undefined) return command.run(interaction, edge);
      edge.log.warn({ command: interaction.name }, 'command unknown');
      break;
    }
    case 'autocomplete':
      await edge.answers.suggest(interaction, await suggestions(edge, interaction));
      return;
    case 'modal':
      return submitModal(edge, interaction);
    case 'other':
      edge.log.warn({ interaction: interaction.id }, 'interaction kind not supported');
      break;
    default:
      interaction satisfies never;
  }
  await edge.answers.replyEphemeral(interaction, notOfferedEmbed(interaction.translator));
}

/** Commands that also work in a server that is not served. */
const ALWAYS_ANSWERED: ReadonlySet<string> = new Set(['help', 'operator', 'vendors']);
/** Operators' buttons, which may be in a server of their own; their handlers check who pressed. */
const DECISIONS: ReadonlySet<CustomId['kind'] | undefined> = new Set(['approval', 'report']);

/** Refuses in a server that is not served, before anything is fetched or drawn; true if it did. */
async function refusedServer(
  { application, answers }: InteractionContext,
  interaction: Interaction,
): Promise<boolean> {
  const { kind, guildId, user } = interaction;
  if (guildId === null || kind === 'autocomplete') return false;
  if (kind === 'command' && ALWAYS_ANSWERED.has(interaction.name)) return false;
  if (kind === 'component' && DECISIONS.has(decodeCustomId(interaction.customId)?.kind))
    return false;
  const rejection = await application.admission(guildId, user.id);
  if (rejection === null) return false;
  await answers.rejectWith(interaction, rejection);
  return true;
}

/** None if the command has none: the typed text is still sent. */
async function suggestions(
  edge: InteractionContext & { readonly commands: ReadonlyMap<string, Command> },
  interaction: AutocompleteInteraction,
): Promise<readonly Suggestion[]> {
  return (await edge.commands.get(interaction.name)?.suggest?.(interaction, edge)) ?? [];
}

const notOfferedEmbed = ({ say }: Translator): APIEmbed =>
  embed({
    title: say('rejection.invalid-request'),
    description: say('rejection.not-offered'),
    color: COLORS.warning,
  });

/** Answers an unexpected error with three trace words, which are also in the log. */
async function answerFault(
  { answers, application, log }: Pick<InteractionContext, 'answers' | 'application' | 'log'>,
  interaction: Interaction,
  error: unknown,
): Promise<void> {
  const trace = traceWords(interaction.id);
  log.error({ trace, interaction: interaction.id, error }, 'interaction handler failed');
  const { translator } = interaction;
  const refusal = application.refusalOf(error);
  const notice =
    refusal === null
      ? embed({
          title: translator.say('failure.went-wrong'),
          description: translator.say('rejection.fault'),
          color: COLORS.error,
          footer: trace,
        })
      : rejectionEmbed(translator, refusal, trace);
  try {
    const answered = await answers.replyEphemeral(interaction, notice);
    if (answered.kind === 'answered' && answered.already) {
      await answers.followUpEphemeral(interaction, notice);
    }
  } catch (second) {
    log.error({ trace, error: second }, 'error reply not sent');
  }
}
