/**
 * Receives every interaction, from the gateway or over HTTP: admits a few at each turn of the event loop, and answers
 * the rest with "busy" when there is too much load. The load shedder decides. Persons and servers that go on after being
 * asked to slow down are answered with "busy" too, but only while nothing else waits. Nothing is read, written or charged for an interaction
 * that is answered with "busy" or dropped, and it is never handled later.
 */
import { type BriefInteraction, readBrief } from '#discord/replies/brief-interaction.ts';
import type { BusyAnswers } from '#discord/replies/busy-answers.ts';
import { dropOldest } from '#domain/bounded-map.ts';
import type { InlineReply, TakeInteraction } from '#ports/inline-reply.ts';
import type { Log } from '#ports/log.ts';
import type { Meter } from '#ports/meter.ts';
import { createArrivalLines } from './arrival-lines.ts';
import { createLoadShedder, type LoadShedder, type LoadVerdict } from './load-shedder.ts';
import type { RequestLimits } from './request-limits.ts';

/** The queue in front of the router. */
export type Intake = {
  /** Takes a raw interaction and the HTTP response it waits for, if any; returns at once. */
  readonly handle: TakeInteraction;
  /** Resolves when every arrival was admitted or answered. */
  idle(): Promise<void>;
};

type Arrival = {
  readonly payload: unknown;
  readonly inline: InlineReply | null;
  readonly arrivedMs: number;
  /** Its age on arrival; 0 if unknown. */
  readonly ageMs: number;
};

/** A period of overload. */
type Overload = {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly busy: number;
  readonly dropped: number;
};

/** Some 20 MB; answered within a second. */
const POSTPONED_MAX = 2_000;
/** The budget of one event loop turn in "busy" answers: some 30 ms. */
const TURN_COST = 64;
const COSTS: { readonly [verdict in LoadVerdict]: number } = { work: 2, busy: 1, drop: 0 };
/** A later "busy" may arrive after Discord's three seconds. */
const POSTPONED_WITHIN_MS = 2_500;
/** Few, so that what arrives meanwhile waits for a millisecond. */
const POSTPONED_PER_TURN = 4;
/** As many as are answered with "busy" in three seconds; a repeated event comes within that time. */
const REMEMBERED = 10_000;
/** An overload ends after this long without a refusal. */
const OVER_AFTER_MS = 10_000;

/** The queue in front of `work`, which gets an interaction and how long it waited here. */
export function createIntake(edge: {
  readonly work: (
    payload: unknown,
    inline: InlineReply | null,
    waitedMs: number,
  ) => 'taken' | 'ignored';
  /** Interactions in progress. */
  readonly underway: () => number;
  /** The minimum age of an interaction; null if unknown. */
  readonly ageMs: (payload: unknown) => number | null;
  /** The recent utilisation of the event loop, 0 to 1. */
  readonly loopLoad: () => number;
  readonly busy: BusyAnswers;
  readonly limits: RequestLimits;
  readonly uptimeMs: () => number;
  readonly meter: Pick<Meter, 'interactionShed' | 'interactionUnanswered'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}): Intake {
  const { uptimeMs, log, meter, busy } = edge;
  /** One for each line: the delay of a flood must not refuse others. */
  const shedders = { first: createLoadShedder(), second: createLoadShedder() };
  const lines = createArrivalLines<Arrival>();
  /** From persons and servers that go on after being asked to slow down. */
  const postponed: Arrival[] = [];
  const refusedIds = new Set<string>();
  let lastRefusedMs = 0;
  const drained: (() => void)[] = [];
  let spent = 0;
  let isTurnScheduled = false;
  let overload: Overload | null = null;

  const note = (what: 'busy' | 'dropped', nowMs: number, ageMs: number) => {
    meter.interactionShed(what);
    if (overload === null) {
      log.warn({ ageMs, waiting: lines.waiting() }, 'overloaded: requests are answered with busy');
    }
    const before = overload ?? { sinceMs: nowMs, lastMs: nowMs, busy: 0, dropped: 0 };
    overload = { ...before, lastMs: nowMs, [what]: before[what] + 1 };
  };
  const noteOver = (nowMs: number) => {
    if (nowMs - lastRefusedMs > OVER_AFTER_MS) refusedIds.clear();
    if (overload === null || nowMs - overload.lastMs < OVER_AFTER_MS) return;
    const { sinceMs, lastMs, ...counts } = overload;
    log.info({ ...counts, lastedMs: lastMs - sinceMs }, 'overload is over');
    overload = null;
  };

  const answerBusy = (brief: BriefInteraction, inline: InlineReply | null, waitedMs: number) => {
    lastRefusedMs = uptimeMs();
    refusedIds.add(brief.id);
    dropOldest(refusedIds, REMEMBERED);
    busy.answer(brief, inline, waitedMs);
  };
  const postpone = (arrival: Arrival) => {
    if (postponed.length < POSTPONED_MAX) postponed.push(arrival);
    else arrival.inline?.accept();
  };
  const answerPostponed = ({ payload, inline, arrivedMs, ageMs }: Arrival) => {
    spent += COSTS.busy;
    const waitedMs = uptimeMs() - arrivedMs;
    const brief = ageMs + waitedMs > POSTPONED_WITHIN_MS ? null : readBrief(payload);
    if (brief === null || refusedIds.has(brief.id)) inline?.accept();
    else answerBusy(brief, inline, waitedMs);
  };

  const admit = (arrival: Arrival, shedder: LoadShedder) => {
    const { payload, inline, arrivedMs, ageMs } = arrival;
    const nowMs = uptimeMs();
    const waitedMs = nowMs - arrivedMs;
    const age = ageMs + waitedMs;
    const verdict = shedder.decide({
      ageMs: age,
      uptimeMs: nowMs,
      waiting: lines.waiting(),
      underway: edge.underway(),
      loopLoad: edge.loopLoad(),
    });
    spent += COSTS[verdict];
    noteOver(nowMs);
    // A repeated event: the person already got the answer "busy".
    const brief = verdict === 'busy' || refusedIds.size > 0 ? readBrief(payload) : null;
    if (brief !== null && refusedIds.has(brief.id)) return inline?.accept();
    if (verdict === 'work') {
      if (edge.work(payload, inline, waitedMs) === 'ignored') postpone(arrival);
      return;
    }
    if (verdict === 'busy' && brief !== null) {
      if (edge.limits.take(brief).kind === 'ignored') return postpone(arrival);
      answerBusy(brief, inline, waitedMs);
      return note('busy', nowMs, age);
    }
    inline?.accept();
    if (shedder.isShedding()) return note('dropped', nowMs, age);
    // Discord has already shown the person that it failed. A resumed session replays many of these at once.
    meter.interactionUnanswered('late');
    log.warn({ ageMs: age }, 'interaction too old to answer');
  };

  const isEmpty = () => lines.waiting() === 0 && postponed.length === 0;
  const turn = () => {
    isTurnScheduled = false;
    const isIdle = spent === 0;
    spent = 0;
    while (spent < TURN_COST && !busy.isFull()) {
      const next = lines.take();
      if (next === null) break;
      admit(next.arrival, shedders[next.line]);
    }
    for (let one = 0; one < POSTPONED_PER_TURN && lines.waiting() === 0 && !busy.isFull(); one++) {
      const next = postponed.shift();
      if (next === undefined) break;
      answerPostponed(next);
    }
    if (isEmpty()) for (const resolve of drained.splice(0)) resolve();
    // When full, the next turn begins after a "busy" answer ends.
    if (!busy.isFull() && (!isIdle || spent > 0 || !isEmpty())) scheduleTurn();
  };
  const scheduleTurn = () => {
    if (isTurnScheduled) return;
    isTurnScheduled = true;
    setImmediate(turn);
  };

  busy.onRoom(scheduleTurn);
  return {
    handle: (payload, inline) => {
      const ageMs = edge.ageMs(payload) ?? 0;
      const arrival = { payload, inline, arrivedMs: uptimeMs(), ageMs };
      scheduleTurn();
      if (lines.waiting() === 0 && spent < TURN_COST && !busy.isFull()) {
        return admit(arrival, shedders.first);
      }
      const brief = readBrief(payload);
      if (lines.add(arrival, brief?.guildId ?? brief?.userId ?? 'unreadable')) return;
      inline?.accept();
      note('dropped', arrival.arrivedMs, arrival.ageMs);
    },
    idle: async () => {
      if (!isEmpty()) await new Promise<void>((resolve) => drained.push(resolve));
      await busy.idle();
    },
  };
}
