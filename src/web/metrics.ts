/**
 * Figures for Prometheus. Counters and histograms are fed while things happen; gauges are read
 * from the database's partial indexes when somebody asks, so that they are true after a restart.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { VendorReport } from '#application/vendors/vendor-reports.ts';
import { JOB_STATES } from '#domain/job.ts';
import type { Meter } from '#ports/meter.ts';
import type { Gauges } from '#ports/store.ts';
import { createProcessGauges, type ProcessFigures } from './process-gauges.ts';
import { createVendorGauges } from './vendor-gauges.ts';

/** Discord's limit is 3 s; the buckets are finest where answers should be. */
const ANSWER_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const CALL_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The counters, and the page that Prometheus reads. */
export type Metrics = {
  readonly meter: Meter;
  /** Interactions that were not worked on so far, with too much to do. */
  readonly shed: () => number;
  /** The page in Prometheus's text format. */
  readonly contentType: string;
  page(): Promise<string>;
};

/** How each vendor stands, read when somebody asks for the page. */
export type ReadVendors = () => Promise<readonly VendorReport[]>;

/** Metrics over the given gauges. */
export function createMetrics(
  readGauges: () => Promise<Gauges>,
  readVendors: ReadVendors = async () => [],
  process: ProcessFigures = { roles: [], version: 'unknown', shards: () => new Map() },
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'fourfold_' });
  const registers = [registry];
  const moves = new Counter({
    name: 'fourfold_job_moves_total',
    help: 'Jobs that changed state, by state and vendor.',
    labelNames: ['from', 'to', 'vendor'],
    registers,
  });
  const calls = new Histogram({
    name: 'fourfold_vendor_call_seconds',
    help: 'Calls to vendors, by operation and outcome.',
    labelNames: ['vendor', 'operation', 'outcome'],
    buckets: CALL_BUCKETS_S,
    registers,
  });
  const answers = new Histogram({
    name: 'fourfold_interaction_answer_seconds',
    help: 'From an interaction to its first answer.',
    labelNames: ['kind'],
    buckets: ANSWER_BUCKETS_S,
    registers,
  });
  const shed = new Counter({
    name: 'fourfold_interactions_shed_total',
    help: 'Interactions that were not worked on with too much to do: answered with busy, or dropped.',
    labelNames: ['what'],
    registers,
  });
  const refused = new Counter({
    name: 'fourfold_requests_refused_total',
    help: 'Requests that came too fast, by whose limit it was (person, server) and kind.',
    labelNames: ['whose', 'kind'],
    registers,
  });
  const unfinished = new Gauge({
    name: 'fourfold_jobs',
    help: 'Unfinished jobs by state; `queued` is the depth of the queue.',
    labelNames: ['state'],
    registers,
  });
  const reserved = new Gauge({
    name: 'fourfold_credits_reserved',
    help: 'Credits held for unfinished jobs, all servers.',
    registers,
  });
  const showVendors = createVendorGauges(registry);
  const showProcess = createProcessGauges(registry);
  let shedSoFar = 0;
  return {
    shed: () => shedSoFar,
    meter: {
      jobMoved: (from, to, vendor) => moves.inc({ from, to, vendor }),
      vendorCalled: ({ vendor, operation, outcome, ms }) =>
        calls.observe({ vendor, operation, outcome }, ms / 1000),
      interactionAnswered: (kind, ms) => answers.observe({ kind }, ms / 1000),
      interactionShed: (what) => {
        shedSoFar += 1;
        shed.inc({ what });
      },
      requestRefused: (whose, kind) => refused.inc({ whose, kind }),
    },
    contentType: registry.contentType,
    page: async () => {
      const gauges = await readGauges();
      for (const state of JOB_STATES) unfinished.set({ state }, gauges.unfinished[state] ?? 0);
      reserved.set(gauges.reservedCredits);
      showVendors(await readVendors());
      showProcess(process);
      return registry.metrics();
    },
  };
}
