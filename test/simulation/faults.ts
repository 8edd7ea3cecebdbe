/** What may go wrong in a run, as probabilities per call; a run is a seed and one of these. */
export type Faults = {
  /** The request never arrives, and nobody can tell. */
  readonly lostBefore: number;
  /** The request arrives and does its work; the answer is lost. */
  readonly lostAfter: number;
  /** Certainly not accepted: overloaded, rate limited. */
  readonly refused: number;
  /** Refused for good: moderated. */
  readonly moderated: number;
  /** The vendor gives up on a job it accepted. */
  readonly vendorFails: number;
  /** The vendor never finishes. */
  readonly neverFinishes: number;
  /** A process dies at a call: before it or after it took effect. */
  readonly crash: number;
  /** Discord refuses to post, for now. */
  readonly postRefused: number;
  /** Channel and DM are gone. */
  readonly nowhereToPost: number;
  /** Where nothing could be posted, the person cannot be told of the kept result either. */
  readonly keptUntold: number;
  /** Of a grid, the vendor's filters withhold one to three pictures. */
  readonly partial: number;
  /** The acknowledgement never happens. */
  readonly unacknowledged: number;
  /** A wake for no reason, as a repeated or late webhook gives. */
  readonly idleWake: number;
  /** The lease of a claim, in ms: short ones make two workers hold one job. */
  readonly leaseMs: number;
};

const CALM: Faults = {
  lostBefore: 0,
  lostAfter: 0,
  refused: 0,
  moderated: 0,
  vendorFails: 0,
  neverFinishes: 0,
  crash: 0,
  postRefused: 0,
  nowhereToPost: 0,
  keptUntold: 0,
  partial: 0,
  unacknowledged: 0,
  idleWake: 0,
  leaseMs: 300_000,
};

/** Kinds of weather; runs go through them in turn. */
export const WEATHERS: readonly { readonly name: string; readonly faults: Faults }[] = [
  { name: 'calm', faults: CALM },
  {
    name: 'lost answers',
    faults: { ...CALM, lostBefore: 0.15, lostAfter: 0.15, refused: 0.1, idleWake: 0.1 },
  },
  {
    name: 'crashes',
    faults: { ...CALM, crash: 0.08, lostAfter: 0.05, unacknowledged: 0.2, idleWake: 0.05 },
  },
  {
    name: 'short leases',
    faults: { ...CALM, leaseMs: 0, lostAfter: 0.1, idleWake: 0.2, postRefused: 0.1 },
  },
  {
    name: 'bad vendor',
    faults: {
      ...CALM,
      moderated: 0.1,
      vendorFails: 0.2,
      neverFinishes: 0.1,
      refused: 0.3,
      partial: 0.3,
    },
  },
  {
    name: 'bad Discord',
    faults: {
      ...CALM,
      postRefused: 0.4,
      nowhereToPost: 0.1,
      keptUntold: 0.5,
      partial: 0.1,
      unacknowledged: 0.3,
      lostAfter: 0.1,
    },
  },
  {
    name: 'everything',
    faults: {
      lostBefore: 0.06,
      lostAfter: 0.06,
      refused: 0.06,
      moderated: 0.02,
      vendorFails: 0.05,
      neverFinishes: 0.03,
      crash: 0.05,
      postRefused: 0.1,
      nowhereToPost: 0.04,
      keptUntold: 0.5,
      partial: 0.15,
      unacknowledged: 0.1,
      idleWake: 0.1,
      leaseMs: 2_000,
    },
  },
];

export { CALM };
