/**
 * One run: the real application and the real store, two processes working on it, everything
 * outside simulated and driven by one source of chance. The driver decides every interleaving;
 * the auditor looks after every tick. Same seed, same run.
 */
import { setImmediate } from 'node:timers/promises';
import type { AppContext } from '#application/app-context.ts';
import { acceptJob } from '#application/requests/accept-job.ts';
import { createLearnedDurations } from '#application/run/learned-durations.ts';
import { createLeasedJobs } from '#application/run/leased-jobs.ts';
import { findWebhookReceiver } from '#application/run/receive-webhook.ts';
import { runJob } from '#application/run/run-job.ts';
import { createSharedPolls } from '#application/run/shared-polls.ts';
import { createWebhookAddresses } from '#application/run/webhook-addresses.ts';
import { createVendorWatch } from '#application/vendors/vendor-watch.ts';
import { createPictureLinks } from '#application/views/picture-links.ts';
import { actionRow } from '#domain/action.ts';
import { mintJobId } from '#domain/ids.ts';
import { isFinal, type Job } from '#domain/job.ts';
import { DEFAULT_PRICES } from '#domain/price.ts';
import type { Store } from '#ports/store.ts';
import { SINGLE_PROCESS } from '#store/single-process.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { newJobRequest } from '#test/fixtures/jobs.ts';
import { audit, auditEnd, type Evidence, occurrences } from './auditor.ts';
import { CALM, type Faults } from './faults.ts';
import { nextRequest } from './next-request.ts';
import { seeded } from './seeded.ts';
import { simulatedMessenger } from './simulated-discord.ts';
import { MONTHLY_CREDITS, simulatedOrigin } from './simulated-person.ts';
import {
  isFollowedUp,
  simulatedVendor,
  type VendorNature,
  type VendorServer,
} from './simulated-vendor.ts';
import { createWorld, type Process, type World } from './world.ts';

export type Run = { readonly seed: number; readonly nature: VendorNature; readonly faults: Faults };
export type Verdict = {
  readonly findings: readonly string[];
  readonly path: readonly string[];
  /** What the vendors were paid for. */
  readonly receipts: VendorServer['jobs'];
  /** Every window that something went wrong in, as `step-finished dies after`. */
  readonly windows: ReadonlySet<string>;
};

const PUBLIC_URL = 'https://bot.example';
const JOBS = 6;
/** Some of them only take a picture out of a grid. */
const JOBS_PREPARED = 12;
const SLOTS = { perVendor: { simulated: 3 } };
const TICKS = 260;
/** Enough for a grid to be there, and for jobs to be in progress. */
const TICKS_BEFORE_LEAVING = 160;
const TICKS_OF_CALM = 6_000;
const START_MS = Date.UTC(2026, 10, 3);

/** Runs one scenario to its end; on a file where its books are to be looked at afterwards. */
export async function simulate({ seed, nature, faults }: Run, file = ':memory:'): Promise<Verdict> {
  const random = seeded(seed);
  const world = createWorld(random, START_MS);
  const vendor: VendorServer = {
    jobs: [],
    builtOn: new Set(),
    complaints: [],
    windows: new Set(),
  };
  let hasLeft = false;
  const discord = { messages: [], untold: new Set<string>() };
  const jobs: Job[] = [];
  const path: string[] = [];
  const store = openSqliteStore({ file });
  const jobsMax = isFollowedUp(nature) ? JOBS_PREPARED : JOBS;
  let weather = faults;
  let processes = [newProcess(0), newProcess(1)];
  let born = 2;

  function newProcess(number: number) {
    const process: Process = { name: `p${number}`, alive: true };
    const context = contextOf(
      world,
      process,
      throughWorld(world, process, store, () => weather),
      {
        vendors: [
          ...(hasLeft
            ? [simulatedVendor(world, process, vendor, 'forgetful', () => weather, 'heir')]
            : [simulatedVendor(world, process, vendor, nature, () => weather)]),
          ...(nature === 'replaceable'
            ? [simulatedVendor(world, process, vendor, 'forgetful', () => weather, 'twin')]
            : []),
        ],
        publicUrl: nature === 'reported' ? PUBLIC_URL : null,
        messenger: simulatedMessenger(world, process, discord, () => weather),
      },
    );
    return { process, context };
  }

  const evidence = (): Evidence => ({ store, vendor, discord, jobs, nowMs: world.nowMs() });
  const look = async (note: string): Promise<readonly string[]> => {
    path.push(note);
    await setImmediate();
    return audit(evidence());
  };

  const tick = async (): Promise<string> => {
    const waiting = world.waiting();
    const choice = random.below(10);
    if (choice < 6 && waiting.length > 0) {
      const call = random.pick(waiting);
      const crash = random.chance(weather.crash)
        ? random.pick(['before', 'after'] as const)
        : 'none';
      world.step(call, crash);
      if (crash !== 'none') vendor.windows.add(`${call.label} dies ${crash}`);
      return `${call.process.name} ${call.label}${crash === 'none' ? '' : ` dies ${crash}`}`;
    }
    if (choice === 6 && jobs.length < jobsMax) return request();
    if (choice === 7 && random.chance(weather.idleWake) && jobs.length > 0) {
      const job = random.pick(jobs);
      await store.wakeJob(job.id, world.nowMs());
      return `wake ${job.id}`;
    }
    if (choice === 9 && nature === 'reported' && vendor.jobs.length > 0) return report();
    if (choice === 8) {
      const due = (await store.nextDueAtMs(world.nowMs())) ?? world.nowMs();
      world.advanceTo(Math.max(due, world.nowMs() + random.below(3_000)));
      return 'time passes';
    }
    return claim();
  };

  async function request(): Promise<string> {
    const next = await nextRequest({ store, random, nature }, jobs);
    if (next === null) return 'nothing to press yet';
    const { fromArchive } = actionRow(next.request.action);
    const vendorNow = hasLeft ? 'heir' : 'simulated';
    const kept: Job[] = [];
    const leased = {
      ...createLeasedJobs({ slots: SLOTS, clock: world, run: () => false }),
      keep: (job: Job) => void kept.push(job),
    };
    const outcome = await acceptJob(
      { ...directly(store), leased },
      {
        ...newJobRequest(next.request),
        parent: next.parent,
        origin: simulatedOrigin(jobs.length, world.nowMs()),
        // A picture taken out of a grid stays its vendor's: nobody is asked for it.
        vendor: fromArchive && next.parent !== null ? next.parent.vendor : vendorNow,
      },
    );
    if (outcome.kind === 'rejected') return 'request refused';
    jobs.push(outcome.job);
    const [held] = kept;
    if (random.chance(weather.unacknowledged)) return `request ${outcome.job.id}`;
    if (held === undefined) await store.acknowledgeJob(outcome.job.id, null, world.nowMs());
    else run(anybody().context, held);
    return `request ${outcome.job.id}${held === undefined ? '' : ', started at once'}`;
  }

  /** A delivery of any job at any time: early, late, repeated. */
  async function report(): Promise<string> {
    const { ticket, webhookUrl } = random.pick(vendor.jobs);
    const [, , job = '', token = ''] = new URL(webhookUrl ?? '').pathname.slice(1).split('/');
    const rawBody = Buffer.from(JSON.stringify({ ticket }));
    const address = { vendor: 'simulated', job, token };
    const receiver = await findWebhookReceiver(directly(store), address);
    const outcome = await receiver?.({ headers: {}, rawBody });
    return `report of ${ticket} ${outcome?.kind ?? 'unknown'}`;
  }

  function run(context: AppContext, job: Job): void {
    runJob(context, job).catch((error: unknown) => path.push(`surprise ${String(error)}`));
  }

  function anybody() {
    processes = processes.map((one) => (one.process.alive ? one : newProcess(born++)));
    return random.pick(processes);
  }

  async function claim(): Promise<string> {
    const { process, context } = anybody();
    const claimed = await store.claimDue({
      nowMs: world.nowMs(),
      leaseMs: weather.leaseMs,
      limit: 2,
      slots: SLOTS,
    });
    for (const job of claimed) run(context, job);
    return `${process.name} claims ${claimed.length}`;
  }

  function directly(to: Store): AppContext {
    const { context } = newProcess(-1);
    return { ...context, store: to };
  }

  /** Everybody ends, and comes back with other keys. */
  function leave(): string {
    hasLeft = true;
    for (const { process } of processes) process.alive = false;
    return 'the vendor is gone';
  }

  for (let n = 0; n < TICKS; n++) {
    const isOver = nature === 'leaving' && n === TICKS_BEFORE_LEAVING;
    const findings = await look(isOver ? leave() : await tick());
    if (findings.length > 0)
      return end(store, { findings, path, receipts: vendor.jobs, windows: vendor.windows });
  }
  // From here on nothing goes wrong any more, and everything must come to its end.
  weather = { ...CALM };
  for (let n = 0; n < TICKS_OF_CALM; n++) {
    const findings = await look(await tick());
    if (findings.length > 0)
      return end(store, { findings, path, receipts: vendor.jobs, windows: vendor.windows });
    if (n % 50 === 49 && (await isQuiet(store, jobs)) && world.waiting().length === 0) break;
  }
  for (const each of occurrences(evidence())) vendor.windows.add(each);
  return end(store, {
    findings: await auditEnd(evidence()),
    path,
    receipts: vendor.jobs,
    windows: vendor.windows,
  });
}

async function end(store: Store, verdict: Verdict): Promise<Verdict> {
  await store.close();
  return verdict;
}

async function isQuiet(store: Store, jobs: readonly Job[]): Promise<boolean> {
  const current = await Promise.all(jobs.map(({ id }) => store.findJob(id)));
  return current.every((job) => job !== null && isFinal(job.state) && job.dueAtMs === null);
}

/** The store as a process uses it: every call is a place to wait, to be overtaken, or to die. */
function throughWorld(world: World, process: Process, store: Store, faults: () => Faults): Store {
  const via = <Answer>(label: string, work: () => Promise<Answer>): Promise<Answer> =>
    world.call(process, label, work).then((answer) => answer);
  return {
    ...store,
    saveEvent: (job, event, nowMs, effects) =>
      via(windowOf(event.kind, job), () => store.saveEvent(job, event, nowMs, effects)),
    saveEventAndKeep: (job, event, nowMs, _leaseMs, effects) =>
      via(windowOf(event.kind, job), () =>
        store.saveEventAndKeep(job, event, nowMs, faults().leaseMs, effects),
      ),
  };
}

/** As faults are noted: workers hold the whole job, of which the port wants two fields. */
const windowOf = (kind: string, job: object): string =>
  'stepIndex' in job ? `${kind} of step ${Number(job.stepIndex) + 1}` : kind;

function contextOf(
  world: World,
  process: Process,
  store: Store,
  {
    vendors,
    messenger,
    publicUrl,
  }: Pick<AppContext, 'messenger' | 'vendors'> & { readonly publicUrl: string | null },
): AppContext {
  const archive = new Map<string, Buffer>();
  const put: AppContext['archive']['put'] = async (bytes, mediaType) => {
    const key = Buffer.from(bytes).toString('hex');
    archive.set(key, Buffer.from(bytes));
    return { key, mediaType, bytes: bytes.byteLength };
  };
  const silent = () => {};
  return {
    store,
    vendors,
    messenger,
    archive: {
      put,
      // Nobody gives pictures here.
      stage: put,
      hold: async () => ({ keep: async () => {}, release: async () => {} }),
      has: async () => true,
      // Nothing is erased here.
      remove: async () => 0,
      // Content-addressed and durable: what any process put, every process has.
      get: async (key) => Buffer.from(key, 'hex'),
      find: async () => null,
    },
    fetchPicture: async () => ({ kind: 'unreachable', detail: 'no network here' }),
    pictures: {
      prepare: () => undefined,
      probe: async () => ({ kind: 'picture', mediaType: 'image/png', width: 8, height: 8 }),
      normalise: async () => ({ kind: 'not-a-picture', detail: 'nobody gives pictures here' }),
      composeGrid: async (cells) => ({
        bytes: Buffer.concat(cells),
        mediaType: 'image/webp',
        width: 16,
        height: 16,
      }),
      cutCells: async () => [],
      fitToLimit: async (attachment) => attachment,
      videoType: () => null,
      readMask: async () => ({ kind: 'not-a-mask' }),
      drawMask: async () => new Uint8Array(),
      preview: async (bytes) => ({ bytes, mediaType: 'image/webp' }),
      drawTree: async () => ({ bytes: new Uint8Array([1]), mediaType: 'image/png' }),
    },
    clock: { nowMs: world.nowMs, sleepUntil: async () => {} },
    random: {
      jobId: (nowMs) =>
        mintJobId(
          nowMs,
          Uint8Array.from({ length: 7 }, () => world.random.below(256)),
        ),
      secret: () => `${process.name}-${world.random.below(2 ** 30)}-${world.random.below(2 ** 30)}`,
      unit: world.random.unit,
    },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    meter: {
      jobMoved: silent,
      vendorCalled: silent,
      interactionAnswered: silent,
      interactionShed: silent,
      interactionUnanswered: silent,
      requestRefused: silent,
    },
    durations: createLearnedDurations(store, { warn: () => {} }),
    polls: createSharedPolls(),
    watch: createVendorWatch({
      clock: { nowMs: world.nowMs },
      log: { info: silent, warn: silent, error: silent },
    }),
    links: createPictureLinks({
      publicUrl,
      secret: 'a secret of tests',
      facts: store,
      clock: { nowMs: world.nowMs },
    }),
    webhooks: createWebhookAddresses({ publicUrl, secret: 'a secret of tests' }),
    settings: {
      monthlyCredits: MONTHLY_CREDITS,
      publicUrl,
      prices: DEFAULT_PRICES,
      vendorDailyCeiling: {},
      operatorIds: [],
      vendorPolicy: 'order',
      unitUsd: {},
      memberQueue: { running: 1000, waiting: 10_000 },
    },
    wake: silent,
    notifyLowBalance: silent,
    presence: SINGLE_PROCESS,
    sendCopies: silent,
    charts: { drawUsage: async () => ({ kind: 'failed', detail: 'nobody looks' }) },
  };
}
