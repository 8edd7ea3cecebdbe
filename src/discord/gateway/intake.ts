/**
 * Receives every interaction, from the gateway or over HTTP: admits a few at each turn of the event loop, and answers
 * the rest with "busy" when there is too much load. The load shedder decides. Nothing is read, written or charged for an
 * interaction that is answered with "busy" or dropped, and it is never handled later.
 */
import { type BriefInteraction, readBrief } from '#discord/replies/brief-interaction.ts';
import type { BusyAnswers } from '#discord/replies/busy-answers.ts';
import { forgetOldest } from '#domain/forget-oldest.ts';
import type { InlineReply, TakeInteraction } from '#ports/inline-reply.ts';
import type { Log } from '#ports/log.ts';
import type { Meter } from '#ports/meter.ts';
import { createLoadShedder, type LoadVerdict } from './load-shedder.ts';
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

/** Two thousand use some 20 MB, and are answered with "busy" within a second. */
const WAITING_MAX = 2_000;
/** The budget of one event loop turn in "busy" answers: some 30 ms. */
const TURN_COST = 64;
const COSTS: { readonly [verdict in LoadVerdict]: number } = { work: 2, busy: 1, drop: 0 };
/** As many as are answered with "busy" in three seconds; a repeated event comes within that time. */
const REMEMBERED = 10_000;
/** An overload ends after this long without a refusal. */
const OVER_AFTER_MS = 10_000;

/** The queue in front of `work`, which gets an interaction and how long it waited here. */
export function createIntake(edge: {
  readonly work: (payload: unknown, inline: InlineReply | null, waitedMs: number) => void;
  /** Interactions in progress. */
  readonly underway: () => number;
  /** The minimum age of an interaction; null if unknown. */
  readonly ageMs: (payload: unknown) => number | null;
  /** The recent utilisation of the event loop, 0 to 1. */
  readonly loopLoad: () => number;
  readonly busy: BusyAnswers;
  readonly limits: RequestLimits;
  readonly uptimeMs: () => number;
  readonly meter: Pick<Meter, 'interactionShed'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}): Intake {
  const { uptimeMs, log, meter, busy } = edge;
  const shedder = createLoadShedder();
  const waiting: Arrival[] = [];
  const told = new Set<string>();
  const drained: (() => void)[] = [];
  let spent = 0;
  let isTurnAsked = false;
  let overload: Overload | null = null;

  const note = (what: 'busy' | 'dropped', nowMs: number, ageMs: number) => {
    meter.interactionShed(what);
    if (overload === null) {
      log.warn({ ageMs, waiting: waiting.length }, 'overloaded: requests are answered with busy');
    }
    const before = overload ?? { sinceMs: nowMs, lastMs: nowMs, busy: 0, dropped: 0 };
    overload = { ...before, lastMs: nowMs, [what]: before[what] + 1 };
  };
  const noteOver = (nowMs: number) => {
    if (overload === null || nowMs - overload.lastMs < OVER_AFTER_MS) return;
    const { sinceMs, lastMs, ...counts } = overload;
    log.info({ ...counts, lastedMs: lastMs - sinceMs }, 'overload is over');
    overload = null;
    told.clear();
  };

  const tell = (brief: BriefInteraction, inline: InlineReply | null, waitedMs: number): boolean => {
    if (edge.limits.take(brief).kind === 'ignored') return false;
    told.add(brief.id);
    forgetOldest(told, REMEMBERED);
    busy.answer(brief, inline, waitedMs);
    return true;
  };

  const letIn = ({ payload, inline, arrivedMs, ageMs }: Arrival) => {
    const nowMs = uptimeMs();
    const waitedMs = nowMs - arrivedMs;
    const age = ageMs + waitedMs;
    const verdict = shedder.decide({
      ageMs: age,
      uptimeMs: nowMs,
      underway: edge.underway(),
      loopLoad: edge.loopLoad(),
    });
    spent += COSTS[verdict];
    noteOver(nowMs);
    // A repeated event: the person was told that nothing was started.
    const brief = verdict === 'busy' || told.size > 0 ? readBrief(payload) : null;
    if (brief !== null && told.has(brief.id)) return inline?.accept();
    if (verdict === 'work') return edge.work(payload, inline, waitedMs);
    if (verdict === 'busy' && brief !== null && tell(brief, inline, waitedMs)) {
      return note('busy', nowMs, age);
    }
    inline?.accept();
    if (shedder.isShedding()) note('dropped', nowMs, age);
    // A resumed session replays missed events: Discord has already told the person that it failed.
    else log.info({ ageMs: age }, 'interaction too old to answer');
  };

  const turn = () => {
    isTurnAsked = false;
    const isIdle = spent === 0;
    spent = 0;
    while (spent < TURN_COST && !busy.isFull()) {
      const next = waiting.shift();
      if (next === undefined) break;
      letIn(next);
    }
    if (waiting.length === 0) for (const resolve of drained.splice(0)) resolve();
    // When full, the next turn begins after a "busy" answer ends.
    if (!busy.isFull() && (!isIdle || spent > 0 || waiting.length > 0)) askTurn();
  };
  const askTurn = () => {
    if (isTurnAsked) return;
    isTurnAsked = true;
    setImmediate(turn);
  };

  busy.onRoom(askTurn);
  return {
    handle: (payload, inline) => {
      const arrival = {
        payload,
        inline,
        arrivedMs: uptimeMs(),
        ageMs: edge.ageMs(payload) ?? 0,
      };
      askTurn();
      if (waiting.length === 0 && spent < TURN_COST && !busy.isFull()) return letIn(arrival);
      if (waiting.length < WAITING_MAX) {
        waiting.push(arrival);
        return;
      }
      inline?.accept();
      note('dropped', arrival.arrivedMs, arrival.ageMs);
    },
    idle: async () => {
      if (waiting.length > 0) await new Promise<void>((resolve) => drained.push(resolve));
      await busy.idle();
    },
  };
}
