import type { APIApplicationCommand } from 'discord-api-types/v10';

/** The application's commands: global ones under `null`, others under their server. */
export type CommandStore = {
  readonly list: (guildId: string | null) => readonly APIApplicationCommand[];
  readonly replace: (guildId: string | null, commands: readonly APIApplicationCommand[]) => void;
  /** What a person is offered in a server or, with `null`, in a direct message. */
  readonly offeredIn: (guildId: string | null) => readonly APIApplicationCommand[];
};

export const createCommandStore = (): CommandStore => {
  const byScope = new Map<string | null, readonly APIApplicationCommand[]>();
  const list = (guildId: string | null) => byScope.get(guildId) ?? [];
  return {
    list,
    replace: (guildId, commands) => {
      byScope.set(guildId, commands);
    },
    offeredIn: (guildId) => {
      const context = guildId === null ? 1 : 0;
      const global = list(null).filter(
        (command) => command.contexts?.some((each) => each === context) ?? true,
      );
      return guildId === null ? global : [...list(guildId), ...global];
    },
  };
};
