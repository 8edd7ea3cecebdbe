import { invalidField } from '#playground/discord/discord-error.ts';
import { isSnowflake } from '#playground/discord/snowflakes.ts';
import type { Route } from './rest-request.ts';

/** A route and what its path named. */
export type MatchedRoute = {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
};

const compile = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);

/** Finds the route of a method and a path below `/api/v10`; `null` when there is none. */
export const createRouteMatcher = (routes: readonly Route[]) => {
  const compiled = routes.map((route) => ({ route, pattern: compile(route.path) }));
  return (method: string, path: string): MatchedRoute | null => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue;
      const groups = pattern.exec(path)?.groups;
      if (groups === undefined && path !== route.path) continue;
      const parameters = Object.fromEntries(
        Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      return { route, parameters };
    }
    return null;
  };
};

/** Ids in a path are refused before anything is looked up, as on Discord. */
export const refuseBadIds = (parameters: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(parameters)) {
    if (!name.endsWith('_id') || isSnowflake(value)) continue;
    throw invalidField(name, 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
  }
};
