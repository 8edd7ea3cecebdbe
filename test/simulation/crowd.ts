/**
 * A hundred thousand servers in virtual time, over the real store: jobs arrive by the second, a few servers ask for far more
 * than all others, a vendor has fewer slots than are asked for. A model of its own says whose turn each start was.
 */
import { channelId, guildId, messageId, mintJobId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Speed } from '#domain/speed.ts';
import type { JobDraft } from '#ports/job-store.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { seeded } from './seeded.ts';
import { type CrowdJob, createTurnsModel } from './turns-model.ts';

export type Crowd = {
  readonly servers: number;
  readonly perSecond: number;
  /** Of virtual time; jobs arrive all the time. */
  readonly seconds: number;
  readonly seed: number;
  /** Where the books are. */
  readonly file: string;
};

export type CrowdFigures = {
  readonly findings: readonly string[];
  readonly accepted: number;
  readonly started: number;
  readonly ended: number;
  /** Refused because the member's queue is full. */
  readonly full: number;
  readonly inProgressMost: number;
  readonly waitingMost: number;
  /** From acceptance to start in virtual ms, of servers that ask now and then, and of those that flood. */
  readonly waits: { readonly calm: readonly number[]; readonly greedy: readonly number[] };
  /** Real time of each claim, in ms. */
  readonly claimMs: readonly number[];
};

const START_MS = Date.UTC(2026, 10, 3);
const TICK_MS = 100;
const CLAIM_LIMIT = 64;
const GREEDY_SERVERS = 10;
const GREEDY_SHARE = 0.3;
const MEMBERS = 100;
const QUEUE = { running: 3, waiting: 10 };
const DURATION_MS = { least: 20_000, spread: 20_000 };
/** Of what would be needed if everybody started at once. */
const SLOTS_SHARE = 0.85;
const QUOTA = 1_000_000;
const PRICE = 8;
const FINDINGS_MAX = 20;

/** Runs it; the same seed is the same run. */
export async function simulateCrowd(crowd: Crowd): Promise<CrowdFigures> {
  const random = seeded(crowd.seed);
  const store = openSqliteStore({ file: crowd.file });
  const model = createTurnsModel(QUEUE.running);
  const meanMs = DURATION_MS.least + DURATION_MS.spread / 2;
  const greedyMost = GREEDY_SERVERS * MEMBERS * QUEUE.running;
  const calmMost = (crowd.perSecond * (1 - GREEDY_SHARE) * meanMs) / 1_000;
  const studio = Math.round((calmMost + greedyMost) * SLOTS_SHARE);
  const slots = { perVendor: { studio }, perMember: QUEUE.running };
  const known = new Map<string, CrowdJob & { readonly atMs: number }>();
  const endings = new Map<number, Job[]>();
  const findings: string[] = [];
  const waits = { calm: [] as number[], greedy: [] as number[] };
  const claimMs: number[] = [];
  const counts = { accepted: 0, started: 0, ended: 0, full: 0, inProgressMost: 0, waitingMost: 0 };
  let nowMs = START_MS;
  let made = 0;
  let held = 0;

  const find = (text: string): void => {
    if (findings.length < FINDINGS_MAX) findings.push(text);
  };

  const draft = (): { readonly draft: JobDraft; readonly job: CrowdJob } => {
    const isGreedy = random.chance(GREEDY_SHARE);
    const guild = isGreedy
      ? random.below(GREEDY_SERVERS)
      : GREEDY_SERVERS + random.below(crowd.servers - GREEDY_SERVERS);
    const member = `16${guild}x${random.below(MEMBERS)}`;
    const speed: Speed = random.pick(['fast', 'fast', 'fast', 'relax', 'turbo']);
    const number = made++;
    const id = mintJobId(
      nowMs,
      // Ids of one millisecond sort as they were made.
      Uint8Array.from({ length: 7 }, (_, place) => number >> (5 * (6 - place))),
    );
    return {
      job: { id, guild, member, speed },
      draft: {
        id,
        parentId: null,
        rootId: id,
        origin: {
          interactionId: `${1_300_000_000_000_000_000n + BigInt(number)}`,
          interactionToken: 'a'.repeat(200),
          interactionAtMs: nowMs,
          applicationId: '1300000000000000001',
          guildId: guildId(`14${guild}`),
          channelId: channelId(`15${guild}`),
          userId: userId(member),
          userName: 'somebody',
          locale: 'en-US',
          serverLocale: null,
          sourceMessageId: null,
          attachmentBytesMax: 10_485_760,
        },
        request: { action: 'imagine', cell: null, prompt: 'a lighthouse --v 7', speed },
        vendor: 'studio',
        priceCredits: PRICE,
        dueAtMs: nowMs,
        queue: QUEUE,
      },
    };
  };

  const arrive = async (): Promise<void> => {
    const { draft: asked, job } = draft();
    const outcome = await store.acceptJob(asked, QUOTA, nowMs);
    // Answers come in the order of the requests, so that the model has all that went before.
    const isFull = model.unfinished(job) >= QUEUE.running + QUEUE.waiting;
    if ((outcome.kind === 'queue-full') !== isFull) {
      find(`${job.id}: ${outcome.kind} with ${model.unfinished(job)} unfinished`);
    }
    if (outcome.kind === 'queue-full') counts.full += 1;
    if (outcome.kind !== 'accepted') return;
    counts.accepted += 1;
    known.set(job.id, { ...job, atMs: nowMs });
    model.accepted(job);
  };

  const start = async (claimed: Job): Promise<void> => {
    const job = known.get(claimed.id);
    if (job === undefined) return find(`${claimed.id} was started twice, or never accepted`);
    for (const finding of model.started(job)) find(finding);
    (job.guild < GREEDY_SERVERS ? waits.greedy : waits.calm).push(nowMs - job.atMs);
    counts.started += 1;
    held += 1;
    const endsAtMs = nowMs + DURATION_MS.least + random.below(DURATION_MS.spread);
    const began = await store.saveEventAndKeep(claimed, { kind: 'submit-began' }, nowMs, 600_000);
    if (began.kind !== 'saved') return find(`${claimed.id}: ${began.kind} at its start`);
    const accepted = {
      kind: 'submit-accepted',
      acceptedAtMs: nowMs,
      checkAtMs: nowMs + 3_600_000,
      deadlineAtMs: nowMs + 7_200_000,
    } as const;
    const step = {
      jobId: claimed.id,
      index: 0,
      idempotencyKey: job.id,
      ticket: job.id,
      handle: null,
    };
    const running = await store.saveEvent(began.job, accepted, nowMs, { step });
    if (running.kind !== 'saved') return find(`${claimed.id}: ${running.kind} at its vendor`);
    const tick = Math.ceil(endsAtMs / TICK_MS) * TICK_MS;
    endings.set(tick, [...(endings.get(tick) ?? []), running.job]);
  };

  const end = async (job: Job): Promise<void> => {
    const suggestions = {
      kind: 'suggestions',
      suggestions: [],
      tokens: [],
      handle: null,
      seed: null,
    } as const;
    const archived = await store.saveEventAndKeep(
      job,
      { kind: 'result-archived', result: suggestions },
      nowMs,
      600_000,
    );
    if (archived.kind !== 'saved') return find(`${job.id}: ${archived.kind} at its end`);
    const posted = { channelId: job.origin.channelId, messageId: messageId(`17${counts.ended}`) };
    await store.saveEvent(archived.job, { kind: 'result-delivered', ...posted }, nowMs);
    const one = known.get(job.id);
    if (one !== undefined) model.ended(one);
    known.delete(job.id);
    counts.ended += 1;
    held -= 1;
  };

  const claim = async (): Promise<void> => {
    for (;;) {
      const beganAtMs = performance.now();
      const jobs = await store.claimDue({ nowMs, leaseMs: 600_000, limit: CLAIM_LIMIT, slots });
      claimMs.push(performance.now() - beganAtMs);
      // In the order of their turns: what the model says of the next depends on the one before.
      await Promise.all(jobs.map(start));
      if (held > studio) find(`${held} at a vendor with ${studio} slots`);
      if (jobs.length < CLAIM_LIMIT) break;
    }
    if (held < studio && model.anybody())
      find(`${studio - held} slots are free while somebody waits`);
  };

  const perTick = (crowd.perSecond * TICK_MS) / 1_000;
  const ticks = (crowd.seconds * 1_000) / TICK_MS;
  for (let tick = 0; tick < ticks; tick++, nowMs += TICK_MS) {
    await Promise.all((endings.get(nowMs) ?? []).map(end));
    endings.delete(nowMs);
    await Promise.all(Array.from({ length: perTick }, arrive));
    await claim();
    counts.inProgressMost = Math.max(counts.inProgressMost, held);
    counts.waitingMost = Math.max(counts.waitingMost, known.size - held);
  }
  await store.close();
  for (const problem of auditBooks(crowd.file)) find(problem);
  return { findings, ...counts, waits, claimMs };
}
