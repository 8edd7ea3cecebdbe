/**
 * What goes wrong around a bot, by name and by side: its connection to Discord's gateway, its requests to Discord, its
 * requests to the vendor. Each begins and is over when told, so that any two of them can be had together.
 */
import type { Campaign } from './campaign.ts';

/** Where it happens. Two conditions of different sides make a pair. */
export type Side = 'gateway' | 'rest' | 'vendor';

/** One thing that goes wrong for a while. */
export type Condition = {
  readonly side: Side;
  readonly name: string;
  readonly begin: (campaign: Campaign) => void;
};

/** A fault strikes so often at most; what is left of it ends with its time. */
const TIMES = 6;
/** Fewer than open the breaker of a vendor, which would keep everything from it for minutes, faults included. */
const TIMES_AT_VENDOR = 3;
const GLOBAL_PAUSE_MS = 700;
const SLOW_MS = 1_500;

type FaultInput = Parameters<Campaign['playground']['fault']>[0];

const discord = (side: Side, name: string, ...faults: readonly FaultInput[]): Condition => ({
  side,
  name,
  begin: ({ playground }) => {
    for (const fault of faults) playground.fault(fault);
  },
});

const vendor = (
  name: string,
  fault: string,
  setting: { readonly status?: number; readonly retryAfter?: string } = {},
): Condition => ({
  side: 'vendor',
  name,
  begin: ({ emulator }) =>
    emulator?.faults.set(fault, {
      times: TIMES_AT_VENDOR,
      on: ['submit', 'check', 'picture'],
      ...setting,
    }),
});

const everywhere = { route: '*', times: TIMES } as const;

/** Every condition there is. */
export const CONDITIONS: readonly Condition[] = [
  discord('gateway', 'dropped', { kind: 'disconnect-gateway', code: 4000 }),
  discord(
    'gateway',
    'dropped twice',
    { kind: 'disconnect-gateway' },
    { kind: 'disconnect-gateway' },
  ),
  discord('gateway', 'session invalid', { kind: 'invalid-session' }),
  discord('gateway', 'session invalid, may resume', { kind: 'invalid-session', resumable: true }),
  discord('gateway', 'asked to reconnect', { kind: 'request-reconnect' }),
  discord('gateway', 'events twice', { kind: 'duplicate-interactions', times: TIMES }),
  discord('gateway', 'events late and out of order', {
    kind: 'delay-interactions',
    times: 3,
    ms: 900,
  }),
  discord('gateway', 'events lost', { kind: 'lose-interactions', times: 3 }),
  discord('gateway', 'no heartbeat answered', { kind: 'zombie', times: 2 }),
  discord('rest', '429', { kind: 'rate-limit', route: '*', times: 3, retryAfterMs: 300 }),
  discord('rest', 'global 429', {
    kind: 'rate-limit',
    route: '*',
    times: 1,
    retryAfterMs: GLOBAL_PAUSE_MS,
    scope: 'global',
  }),
  discord('rest', '500 before', { kind: 'refuse', status: 500, ...everywhere }),
  discord('rest', '502 before', { kind: 'refuse', status: 502, ...everywhere }),
  discord('rest', '500 after', { kind: 'late-error', ...everywhere }),
  discord('rest', 'reset before', { kind: 'lose-request', ...everywhere }),
  discord('rest', 'reset after', { kind: 'lose-answer', ...everywhere }),
  discord('rest', 'slow', { kind: 'delay', ms: SLOW_MS, ...everywhere }),
  vendor('429', 'answer-with', { status: 429, retryAfter: '1' }),
  vendor('500', 'answer-with', { status: 500 }),
  vendor('502 of a proxy', 'proxy-502'),
  vendor('reset before', 'reset-unread'),
  vendor('reset after', 'lose-answer'),
  vendor('a page instead of JSON', 'not-json'),
  vendor('half an answer', 'truncate'),
];

/** Every two conditions of different sides, each with a name. */
export const PAIRS: readonly (readonly [Condition, Condition])[] = CONDITIONS.flatMap(
  (one, place) =>
    CONDITIONS.slice(place + 1)
      .filter((other) => other.side !== one.side)
      .map((other) => [one, other] as const),
);

/** Everything works again. */
export function endConditions({ playground, emulator }: Campaign): void {
  playground.clearFaults();
  emulator?.faults.clear();
}
