import type { DeliveryFault, Fault, RequestFault } from './fault.ts';

type Waiting<Kind> = { readonly fault: Kind; readonly left: number };

/** Faults that wait for their moment, and the few that last. */
export type FaultBox = {
  readonly wait: (fault: Extract<Fault, { readonly times: number }>) => void;
  /** The oldest fault waiting for this route, used up by one. */
  readonly takeForRequest: (route: string | null, channelId: string | null) => RequestFault | null;
  readonly takeForDelivery: () => DeliveryFault | null;
  /** True when this heartbeat is to stay unanswered. */
  readonly takeHeartbeat: () => boolean;
  readonly lowerFileLimit: (bytes: number, told: boolean) => void;
  readonly fileLimit: () => { readonly bytes: number; readonly told: boolean } | null;
  /** How many single faults have not struck yet. */
  readonly left: () => number;
  readonly clear: () => void;
};

const isRequestFault = (fault: Fault): fault is RequestFault => 'route' in fault;

export const createFaultBox = (): FaultBox => {
  let waiting: readonly Waiting<Extract<Fault, { readonly times: number }>>[] = [];
  let limit: { readonly bytes: number; readonly told: boolean } | null = null;
  const take = <Kind extends Fault>(fits: (fault: Fault) => fault is Kind): Kind | null => {
    for (const entry of waiting) {
      const { fault } = entry;
      if (!fits(fault)) continue;
      waiting = waiting.flatMap((other) =>
        other !== entry ? [other] : entry.left > 1 ? [{ ...entry, left: entry.left - 1 }] : [],
      );
      return fault;
    }
    return null;
  };
  return {
    wait: (fault) => {
      waiting = [...waiting, { fault, left: fault.times }];
    },
    takeForRequest: (route, channelId) =>
      take(
        (fault): fault is RequestFault =>
          isRequestFault(fault) &&
          (fault.route === '*' || fault.route === route) &&
          (fault.kind !== 'refuse' ||
            fault.channelId === undefined ||
            fault.channelId === channelId),
      ),
    takeForDelivery: () =>
      take(
        (fault): fault is DeliveryFault =>
          fault.kind === 'duplicate-interactions' ||
          fault.kind === 'delay-interactions' ||
          fault.kind === 'lose-interactions',
      ),
    takeHeartbeat: () =>
      take((fault): fault is Extract<Fault, { kind: 'zombie' }> => fault.kind === 'zombie') !==
      null,
    lowerFileLimit: (bytes, told) => {
      limit = { bytes, told };
    },
    fileLimit: () => limit,
    left: () => waiting.reduce((sum, entry) => sum + entry.left, 0),
    clear: () => {
      waiting = [];
      limit = null;
    },
  };
};
