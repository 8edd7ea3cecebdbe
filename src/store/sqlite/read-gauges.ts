import type { Database } from 'better-sqlite3';
import type { JobState } from '#domain/job.ts';
import type { Gauges } from '#ports/store.ts';

/** A reader of the figures for metrics; it walks the unfinished jobs' own index and nothing else. */
export function createGaugesReader(database: Database): () => Gauges {
  const unfinished = database.prepare<
    [],
    { state: JobState; jobs: number; credits: number; oldestAtMs: number }
  >(
    `SELECT state, count(*) AS jobs, sum(price_credits) AS credits, min(created_at_ms) AS oldestAtMs
     FROM jobs WHERE state IN ('queued', 'submitting', 'running', 'delivering') GROUP BY state`,
  );
  return () => {
    const rows = unfinished.all();
    return {
      unfinished: Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs])),
      reservedCredits: rows.reduce((sum, { credits }) => sum + credits, 0),
      oldestQueuedAtMs: rows.find(({ state }) => state === 'queued')?.oldestAtMs ?? null,
    };
  };
}
