import type { ConfigProblem } from './config-problems.ts';

/**
 * What a process does of the whole: `gateway` holds the connection to Discord, `worker` moves jobs, `web` serves
 * webhooks, pages and interactions that come as requests.
 */
export const ROLES = ['gateway', 'worker', 'web'] as const;

/** What a process does: see `ROLES`. */
export type Role = (typeof ROLES)[number];

/** Parts of a bot that could not find each other, or that nobody could talk to. */
export function roleProblems(
  roles: readonly Role[],
  together: {
    readonly isPostgres: boolean;
    readonly hasBucket: boolean;
    readonly hasPublicKey: boolean;
  },
): readonly ConfigProblem[] {
  const isWhole = ROLES.every((role) => roles.includes(role));
  if (isWhole) return [];
  const hears = roles.includes('gateway') || (roles.includes('web') && together.hasPublicKey);
  const says = (problem: string) => [{ variable: 'ROLES', problem }];
  if (!together.isPostgres) {
    // One process is all there is: it must work, and hear what people ask for.
    return roles.includes('worker') && hears
      ? []
      : says(
          'leaves out what only another process could do: that needs DATABASE_URL=postgres://...',
        );
  }
  return together.hasBucket
    ? []
    : says('needs ARCHIVE_URL: the processes must reach the pictures of each other');
}
