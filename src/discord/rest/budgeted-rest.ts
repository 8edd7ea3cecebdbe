/** Where the REST client and the budget of refused requests meet: nothing is sent to Discord another way. */
import { DefaultRestOptions } from '@discordjs/rest';
import { REST_OPTIONS } from './discord-rest.ts';
import type { RequestBudget } from './request-budget.ts';

/** The REST client's options with its requests, those of the gateway included, going through the budget. */
export function budgetedRest(budget: RequestBudget) {
  const send = DefaultRestOptions.makeRequest;
  return {
    ...REST_OPTIONS,
    makeRequest: (url: string, init: Parameters<typeof send>[1]) =>
      budget.spend(url, init.signal, () => send(url, init)),
  };
}
