/**
 * What an outsider knows of a run: what people did and saw, what the vendor was asked and billed, what the ledger is
 * told to be. Plain data, so that any campaign, with one process or several, hands the same to the auditor.
 */

/** One thing that somebody did. */
export type ActRecord = {
  /** The interaction's id. */
  readonly id: string;
  readonly what: string;
  /** `answered`: acknowledged within Discord's three seconds. `failed`: Discord told the person so. */
  readonly state: 'answered' | 'failed';
};

/** One message of the bot, with all that it ever was. */
export type MessageRecord = {
  readonly id: string;
  readonly channelId: string;
  /** The interaction that it answers; null for what came with the bot's own token. */
  readonly actId: string | null;
  readonly repliesTo: string | null;
  /** A word of the prompt that one request alone has; follow-ups of its result have it too. */
  readonly tag: string | null;
  /** It once showed a job that waits or runs. */
  readonly wasProgress: boolean;
  /** Jobs that its cancel button or its result ever named. */
  readonly jobs: readonly string[];
  /** How it stands there at the end. `notice`: failed, stopped or kept; `other`: anything else. */
  readonly now: 'progress' | 'thinking' | 'result' | 'notice' | 'other' | 'deleted';
  /** Of a result: its job. */
  readonly resultOf: string | null;
  readonly text: string;
};

/** A job as its vendor booked it. */
export type VendorRecord = {
  readonly vendor: string;
  readonly id: string;
  /** Our job that the address for reports names; null where none was given. */
  readonly job: string | null;
  /** The whole address, which belongs to one step of one job; null where none was given. */
  readonly callback: string | null;
  readonly idempotencyKey: string | null;
  readonly failed: boolean;
};

/** A request to a vendor that could cost money, as it arrived. */
export type AskRecord = {
  readonly vendor: string;
  /** Method, path and body without the address for reports. */
  readonly order: string;
  readonly callback: string | null;
  readonly idempotencyKey: string | null;
};

/** A line of `npm run export`. */
export type LedgerLine = {
  readonly job: string;
  readonly state: string;
  readonly server: string;
  readonly action: string;
  readonly speed: string;
  readonly reservedCredits: number;
  readonly credits: number;
};

/** One server's account as `/credits` shows it, and what an outsider knows was given to it. */
export type AccountRecord = {
  readonly server: string;
  readonly available: number;
  readonly reserved: number;
  readonly spent: number;
  /** The month's quota, what was bought, and what operators were told was given. */
  readonly given: number;
  /** Gifts whose answer never came: each is there whole or not at all. */
  readonly unsure: readonly number[];
};

/** One REST request to Discord that was refused. */
export type Refusal = { readonly atMs: number; readonly status: number };

/** Everything there is to judge by. */
export type Evidence = {
  readonly acts: readonly ActRecord[];
  readonly messages: readonly MessageRecord[];
  readonly vendorJobs: readonly VendorRecord[];
  readonly asks: readonly AskRecord[];
  /** How often an order may come again without a key of its own: a person asked for the same again. */
  readonly repeats: ReadonlyMap<string, number>;
  readonly ledger: readonly LedgerLine[];
  readonly accounts: readonly AccountRecord[];
  /** Purchases that Discord still holds for unconsumed. */
  readonly unconsumed: readonly string[];
  readonly refusals: readonly Refusal[];
  /** Everything that the processes printed, and what may not be in it. */
  readonly printed: string;
  readonly secrets: readonly string[];
};
