/**
 * Figures for Prometheus. Counters and histograms are updated by events; gauges are read from the database's partial
 * indexes on each scrape, so that they are right after a restart.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BreakerState } from '#application/vendors/vendor-health.ts';
import type { VendorReport } from '#application/vendors/vendor-reports.ts';
import { JOB_STATES } from '#domain/job.ts';
import type { Meter } from '#ports/meter.ts';
import type { Gauges } from '#ports/store.ts';

/** Discord's limit is 3 s; the buckets are finest where answers should be. */
const ANSWER_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const CALL_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Higher is worse, for alert thresholds. */
const BREAKER_VALUES = { closed: 0, probing: 1, open: 2 } as const satisfies Record<
  BreakerState,
  number
>;

/** The counters and the page for Prometheus. */
export type Metrics = {
  readonly meter: Meter;
  /** The number of interactions refused because of overload. */
  readonly shed: () => number;
  /** The number of interactions that got no answer although there was no overload. */
  readonly unanswered: () => number;
  /** The page in Prometheus's text format. */
  readonly contentType: string;
  page(): Promise<string>;
};

/** Reads the state of the vendors on each scrape; null: the database did not answer in time. */
export type ReadVendors = () => Promise<readonly VendorReport[] | null>;

/** The process's own labels and gauges. */
type ProcessFigures = {
  readonly roles: readonly string[];
  readonly version: string;
  /** The shards it holds, and whether each is connected. */
  readonly shards: () => ReadonlyMap<number, boolean>;
};

/** Metrics over the given gauges. Without the database the page has all other figures. */
export function createMetrics(
  /** Null: the database did not answer in time. */
  readGauges: () => Promise<Gauges | null>,
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
  const unanswered = new Counter({
    name: 'fourfold_interactions_unanswered_total',
    help: "Interactions whose person saw Discord's own failure, by why: they came too late, or the answer failed.",
    labelNames: ['why'],
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
  const database = new Gauge({
    name: 'fourfold_database_up',
    help: '1: the database answered this scrape. 0: figures that are read from it are left out.',
    registers,
  });
  const showVendors = createVendorGauges(registry);
  const showProcess = createProcessGauges(registry);
  let shedSoFar = 0;
  let unansweredSoFar = 0;
  return {
    shed: () => shedSoFar,
    unanswered: () => unansweredSoFar,
    meter: {
      jobMoved: (from, to, vendor) => moves.inc({ from, to, vendor }),
      vendorCalled: ({ vendor, operation, outcome, ms }) =>
        calls.observe({ vendor, operation, outcome }, ms / 1000),
      interactionAnswered: (kind, ms) => answers.observe({ kind }, ms / 1000),
      interactionShed: (what) => {
        shedSoFar += 1;
        shed.inc({ what });
      },
      interactionUnanswered: (why) => {
        unansweredSoFar += 1;
        unanswered.inc({ why });
      },
      requestRefused: (whose, kind) => refused.inc({ whose, kind }),
    },
    contentType: registry.contentType,
    page: async () => {
      const [gauges, vendors] = await Promise.all([orNull(readGauges()), orNull(readVendors())]);
      database.set(gauges === null ? 0 : 1);
      unfinished.reset();
      reserved.remove();
      if (gauges !== null) {
        for (const state of JOB_STATES) unfinished.set({ state }, gauges.unfinished[state] ?? 0);
        reserved.set(gauges.reservedCredits);
      }
      showVendors(vendors ?? []);
      showProcess(process);
      return registry.metrics();
    },
  };
}

/** A failed read is left out like one without an answer: readiness and the log say more about the database. */
const orNull = <Answer>(read: Promise<Answer>): Promise<Answer | null> => read.catch(() => null);

/** Gauges of each vendor; unknown values are left out. */
function createVendorGauges(registry: Registry): (reports: readonly VendorReport[]) => void {
  const registers = [registry];
  const labelNames = ['vendor'];
  const breaker = new Gauge({
    name: 'fourfold_vendor_breaker',
    help: '0: closed, work goes there. 1: one job tries it out. 2: open.',
    labelNames,
    registers,
  });
  const busy = new Gauge({
    name: 'fourfold_vendor_jobs',
    help: 'Jobs that the vendor has or will have in progress, counted to its limit.',
    labelNames,
    registers,
  });
  const slots = new Gauge({
    name: 'fourfold_vendor_slots',
    help: 'Jobs that the vendor may have in progress at once.',
    labelNames,
    registers,
  });
  const usual = new Gauge({
    name: 'fourfold_vendor_usual_seconds',
    help: 'Measured median of a first generation at fast speed.',
    labelNames,
    registers,
  });
  const balance = new Gauge({
    name: 'fourfold_vendor_balance',
    help: "The vendor's own account, in its own money.",
    labelNames: ['vendor', 'unit'],
    registers,
  });
  return (reports) => {
    // Values that are no longer known must not remain.
    for (const gauge of [breaker, busy, slots, usual, balance]) gauge.reset();
    for (const report of reports) {
      const vendor = report.name;
      breaker.set({ vendor }, BREAKER_VALUES[report.breaker]);
      busy.set({ vendor }, report.busy);
      slots.set({ vendor }, report.concurrency);
      if (report.usualMs !== null) usual.set({ vendor }, report.usualMs / 1000);
      if (report.balance !== null) {
        balance.set({ vendor, unit: report.balance.unit }, report.balance.amount);
      }
    }
  };
}

/** Gauges of the process: its roles and shards. */
function createProcessGauges(registry: Registry): (figures: ProcessFigures) => void {
  const registers = [registry];
  const roles = new Gauge({
    name: 'fourfold_process',
    help: '1 for each role of this process; join other figures with it by instance.',
    labelNames: ['role', 'version'],
    registers,
  });
  const shards = new Gauge({
    name: 'fourfold_shard_connected',
    help: 'Shards of the gateway that this process holds. 1: connected.',
    labelNames: ['shard'],
    registers,
  });
  return (figures) => {
    for (const role of figures.roles) roles.set({ role, version: figures.version }, 1);
    shards.reset();
    for (const [shard, isConnected] of figures.shards()) shards.set({ shard }, isConnected ? 1 : 0);
  };
}
