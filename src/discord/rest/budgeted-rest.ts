/** Connects the REST client with the budget of refused requests: every request to Discord goes through it. */
import { DefaultRestOptions } from '@discordjs/rest';
import { REST_OPTIONS } from './discord-rest.ts';
import type { RequestBudget } from './request-budget.ts';

/** REST options that send all requests, those of the gateway included, through the budget. */
export function budgetedRest(budget: RequestBudget) {
  const send = DefaultRestOptions.makeRequest;
  return {
    ...REST_OPTIONS,
    makeRequest: (url: string, init: Parameters<typeof send>[1]) =>
      budget.spend(url, init.signal, () => send(url, init)),
  };
}
