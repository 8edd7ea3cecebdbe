import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord-api-types/v10';
import type { Application } from '#application/application.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Answers } from './answer.ts';
import type { CommandInteraction } from './interaction.ts';

/** What commands and presses work with. */
export type InteractionContext = {
  readonly application: Application;
  readonly answers: Answers;
  readonly clock: Clock;
  readonly log: Log;
};

/** A slash command: what Discord registers, and what happens when it is used. One file each in `commands/`. */
export type Command = {
  readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Answers the interaction, once. What it throws is answered and logged by the router. */
  run(interaction: CommandInteraction, context: InteractionContext): Promise<void>;
};
