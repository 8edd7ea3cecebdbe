/**
 * Judges a run from outside once it is quiet: every promise about jobs, money and messages, by what people saw, what the
 * vendor booked and what the export says. It reads no row of the bot's database and shares no code with the bot: ids,
 * prices and words are spelled here again.
 */
import type { Evidence, LedgerLine, MessageRecord } from './evidence.ts';

/** What the run came to. */
export type Verdict = {
  /** Broken promises, in words; none when all is well. */
  readonly violations: readonly string[];
  readonly figures: {
    readonly acts: number;
    readonly failedActs: number;
    readonly jobs: number;
    readonly delivered: number;
    readonly refunded: number;
    /** Answers that still say "thinking": nothing was started for them, and Discord ends them by itself. */
    readonly unanswered: number;
    readonly vendorJobs: number;
  };
};

/** Discord bans an address after 10,000 in ten minutes; the bot promises far fewer. */
const REFUSED_MAX = 50;
const WINDOW_MS = 10 * 60_000;

/** Credits at fast speed, from the table that owners read. */
const PRICES: Readonly<Record<string, number>> = {
  imagine: 8,
  edit: 8,
  retexture: 8,
  blend: 8,
  vary: 8,
  'vary-subtle': 8,
  'vary-strong': 8,
  'vary-region': 8,
  'zoom-2x': 8,
  'zoom-1.5x': 8,
  'zoom-custom': 8,
  square: 8,
  'pan-left': 8,
  'pan-right': 8,
  'pan-up': 8,
  'pan-down': 8,
  'upscale-subtle': 20,
  'upscale-creative': 20,
  'upscale-2x': 20,
  'upscale-4x': 40,
  'animate-high': 80,
  'animate-low': 80,
  'extend-high': 80,
  'extend-low': 80,
  describe: 1,
  shorten: 1,
};
const SPEEDS: Readonly<Record<string, number>> = { relax: 0.5, fast: 1, turbo: 2 };
const ENDED = new Set(['done', 'failed', 'cancelled']);

/** Judges everything at once; the order of the findings is the order of the promises. */
export function judge(evidence: Evidence): Verdict {
  const results = resultsByJob(evidence.messages);
  const violations = [
    ...billedOnce(evidence),
    ...shownOnce(evidence, results),
    ...endedForEveryone(evidence, results),
    ...charged(evidence, results),
    ...balanced(evidence),
    ...discreet(evidence),
    ...polite(evidence),
  ];
  const { acts, ledger, messages, vendorJobs } = evidence;
  return {
    violations,
    figures: {
      acts: acts.length,
      failedActs: acts.filter(({ state }) => state === 'failed').length,
      jobs: ledger.length,
      delivered: results.size,
      refunded: ledger.filter(({ credits }) => credits === 0).length,
      unanswered: messages.filter(({ now }) => now === 'thinking').length,
      vendorJobs: vendorJobs.length,
    },
  };
}

type Results = ReadonlyMap<string, readonly MessageRecord[]>;

const resultsByJob = (messages: readonly MessageRecord[]): Results =>
  Map.groupBy(
    messages.filter(({ now, resultOf }) => now === 'result' && resultOf !== null),
    ({ resultOf }) => resultOf ?? '',
  );

/** A vendor is asked once for a step: by the address that the step has, by its key, and by what is asked for. */
function billedOnce({ vendorJobs, asks, repeats, ledger }: Evidence): readonly string[] {
  const findings: string[] = [];
  const known = new Set(ledger.map(({ job }) => job));
  for (const [callback, same] of Map.groupBy(vendorJobs, ({ callback }) => callback)) {
    if (callback === null || same.length === 1) continue;
    findings.push(`${same[0]?.vendor} was paid ${same.length} times for one step: ${callback}`);
  }
  for (const { vendor, job, id } of vendorJobs) {
    if (job !== null && !known.has(job))
      findings.push(`${vendor} made ${id} for no booked job: ${job}`);
  }
  for (const [order, same] of Map.groupBy(asks, ({ order }) => order)) {
    const distinct = new Set(
      same.map(({ idempotencyKey }, place) => idempotencyKey ?? `#${place}`),
    );
    const allowed = 1 + (repeats.get(order) ?? 0);
    if (distinct.size <= allowed) continue;
    findings.push(
      `${same[0]?.vendor} was asked ${distinct.size} times, wanted ${allowed}: ${order}`,
    );
  }
  return findings;
}

/** No job is shown twice, and none both as a result and as a failure. */
function shownOnce({ messages }: Evidence, results: Results): readonly string[] {
  const twice = [...results].flatMap(([job, shown]) =>
    shown.length > 1 ? [`${shown.length} results of ${job}: ${shown.map(({ id }) => id)}`] : [],
  );
  const both = messages.flatMap(({ now, jobs }) =>
    now === 'notice'
      ? jobs.filter((job) => results.has(job)).map((job) => `${job} failed and was posted`)
      : [],
  );
  return [...twice, ...both];
}

/** Whoever saw a job begin sees it end: nothing still runs, and what is gone left one result behind. */
function endedForEveryone({ messages, acts }: Evidence, results: Results): readonly string[] {
  const findings: string[] = [];
  const whatOf = new Map(acts.map(({ id, what }) => [id, what]));
  for (const message of messages) {
    const { id, now, jobs, wasProgress, actId, text } = message;
    const what = whatOf.get(actId ?? '') ?? 'something';
    if (now === 'progress') findings.push(`${id} (${what}) never ended: ${text}`);
    if (!wasProgress || now !== 'deleted') continue;
    const isFollowed =
      jobs.some((job) => results.has(job)) ||
      messages.some(
        ({ now: then, repliesTo, tag, channelId }) =>
          then === 'result' &&
          // A progress message that the job never heard of is no message to reply to.
          (repliesTo === id ||
            (message.tag !== null && tag === message.tag && channelId === message.channelId)),
      );
    if (!isFollowed) findings.push(`${id} (${what}) went away and nothing came: ${text}`);
  }
  return findings;
}

/** Who has a result pays its price once, who has none pays nothing, and nothing stays open. */
function charged({ ledger, messages }: Evidence, results: Results): readonly string[] {
  const findings: string[] = [];
  const lines = new Map(ledger.map((line) => [line.job, line]));
  if (lines.size !== ledger.length) findings.push('the export names a job twice');
  const told = new Set(messages.flatMap(({ now, jobs }) => (now === 'notice' ? jobs : [])));
  for (const line of ledger) {
    const { job, state, credits } = line;
    const isShown = results.has(job);
    if (!ENDED.has(state)) findings.push(`${job} is still ${state}`);
    if (credits > 0 && !isShown && !told.has(job)) {
      findings.push(`${job} (${line.action}, ${state}) cost ${credits} and nobody sees it`);
    }
    if (credits === 0 && isShown && line.reservedCredits > 0) {
      findings.push(`${job} was posted and cost nothing, ${state}`);
    }
    if (credits > 0 && !isPriceOf(line)) {
      findings.push(`${job}: ${line.action} at ${line.speed} cost ${credits}`);
    }
  }
  return findings;
}

/** The whole price, or the part of it that one to three of four pictures are worth. */
function isPriceOf({ action, speed, credits }: LedgerLine): boolean {
  const base = PRICES[action];
  if (base === undefined) return true;
  const whole = Math.ceil(base * (SPEEDS[speed] ?? 1));
  return [4, 3, 2, 1].some((pictures) => Math.ceil((whole * pictures) / 4) === credits);
}

/** Credits are neither made nor lost. */
function balanced({ accounts, ledger, unconsumed }: Evidence): readonly string[] {
  const findings = unconsumed.map((id) => `purchase ${id} was never booked`);
  for (const { server, available, reserved, spent, given, unsure } of accounts) {
    const exists = available + reserved + spent;
    const cost = ledger
      .filter((line) => line.server === server)
      .reduce((sum, { credits }) => sum + credits, 0);
    if (available < 0) findings.push(`${server} has ${available} credits`);
    if (reserved !== 0) findings.push(`${server} has ${reserved} credits held for nothing`);
    if (spent !== cost) findings.push(`${server} spent ${spent}, its jobs cost ${cost}`);
    if (!sumsOf(unsure).has(exists - given)) {
      findings.push(`${server} has ${exists} credits, was given ${given} and perhaps ${unsure}`);
    }
  }
  return findings;
}

/** Every sum that some of the amounts make. */
function sumsOf(amounts: readonly number[]): ReadonlySet<number> {
  let sums = new Set([0]);
  for (const amount of amounts) sums = new Set([...sums, ...[...sums].map((sum) => sum + amount)]);
  return sums;
}

function discreet({ printed, secrets }: Evidence): readonly string[] {
  return secrets.filter((secret) => printed.includes(secret)).map(() => 'a secret was printed');
}

/** Never so many refused requests in ten minutes that Discord could take it for an attack. */
function polite({ refusals }: Evidence): readonly string[] {
  const counted = refusals.filter(({ status }) => [401, 403, 429].includes(status));
  const most = Math.max(
    0,
    ...counted.map(
      ({ atMs }) =>
        counted.filter((other) => other.atMs >= atMs && other.atMs < atMs + WINDOW_MS).length,
    ),
  );
  return most < REFUSED_MAX ? [] : [`${most} refused requests in ten minutes`];
}
