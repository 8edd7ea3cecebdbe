import { limits } from '#playground/discord/rules/limits.ts';

/** How many commands were newly created today in each scope (30034 beyond 200). */
export type CommandCreates = { readonly spend: (scopeAndDay: string, creates: number) => boolean };

export const createCommandCreates = (): CommandCreates => {
  const spent = new Map<string, number>();
  return {
    spend: (scopeAndDay, creates) => {
      const total = (spent.get(scopeAndDay) ?? 0) + creates;
      if (total > limits.command.createsPerDay) return false;
      spent.set(scopeAndDay, total);
      return true;
    },
  };
};
