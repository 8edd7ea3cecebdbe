import type { JobState } from '#domain/job.ts';
import type { Gauges } from '#ports/store.ts';
import { statement, type Work } from './statement.ts';

const unfinished = statement<
  object,
  {
    readonly state: JobState;
    readonly jobs: number;
    readonly credits: number;
    readonly oldestAtMs: number;
  }
>(
  `SELECT state, count(*) AS jobs, sum(price_credits) AS credits, min(created_at_ms) AS "oldestAtMs"
   FROM jobs WHERE state IN ('queued', 'submitting', 'running', 'delivering') GROUP BY state`,
);

/** The gauges for metrics, from the index of unfinished jobs alone. */
export function* readGauges(): Work<Gauges> {
  const rows = yield* unfinished.all({});
  return {
    unfinished: Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs])),
    reservedCredits: rows.reduce((sum, { credits }) => sum + credits, 0),
    oldestQueuedAtMs: rows.find(({ state }) => state === 'queued')?.oldestAtMs ?? null,
  };
}
