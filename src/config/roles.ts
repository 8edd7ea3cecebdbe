import type { ConfigProblem } from './config-problems.ts';

/**
 * The roles of a process: `gateway` holds the connection to Discord, `worker` runs jobs, `web` serves webhooks, pages
 * and interactions over HTTP.
 */
export const ROLES = ['gateway', 'worker', 'web'] as const;

/** One of `ROLES`. */
export type Role = (typeof ROLES)[number];

/** Role combinations that cannot work together or are unreachable. */
export function roleProblems(
  roles: readonly Role[],
  together: {
    readonly isPostgres: boolean;
    readonly hasBucket: boolean;
    readonly hasPublicKey: boolean;
    readonly hasPublicUrl: boolean;
  },
): readonly ConfigProblem[] {
  const isWhole = ROLES.every((role) => roles.includes(role));
  if (isWhole) return [];
  const receives = roles.includes('gateway') || (roles.includes('web') && together.hasPublicKey);
  const says = (problem: string) => [{ variable: 'ROLES', problem }];
  if (!together.isPostgres) {
    // A single process must work, receive interactions, and serve the links it gives out.
    const serves = roles.includes('web') || !together.hasPublicUrl;
    return roles.includes('worker') && receives && serves
      ? []
      : says(
          `leaves out what only another process could do${serves ? '' : ', as serving PUBLIC_URL (web)'}: that needs DATABASE_URL=postgres://...`,
        );
  }
  return together.hasBucket
    ? []
    : says('needs ARCHIVE_URL: the processes must reach the pictures of each other');
}
