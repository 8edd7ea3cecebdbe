/**
 * The application's interface to vendors. A call was either certainly not accepted (`refused`), certainly accepted
 * (`accepted`), or its outcome is unknown (`lost`); all billing depends on distinguishing the three. Tickets and
 * handles are opaque JSON: stored and returned, never read.
 */
import type { ActionName } from '#domain/action.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { Failure } from '#domain/failure.ts';
import type { Cell, Size } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { Token } from '#domain/result.ts';
import type { Speed } from '#domain/speed.ts';
import type { WebhookDelivery, WebhookVerdict } from './webhook-delivery.ts';

/** The finished job that a follow-up builds on. */
export type VendorParent = {
  readonly action: ActionName;
  readonly cell: Cell | null;
  readonly prompt: string;
  readonly handle: Json;
  /**
   * How long ago its vendor had made it when the follow-up was accepted, in ms: the vendor's own links may lead nowhere
   * by then. Absent where no link is needed.
   */
  readonly ageMs?: number;
};

/** An uploaded picture from the archive. */
export type VendorImage = { readonly bytes: Uint8Array; readonly mediaType: string };

/** A request to a vendor. */
export type VendorRequest = {
  readonly action: ActionName;
  readonly cell: Cell | null;
  /** Lossless prompt text, including parameters; the vendor's file splits it for its API. */
  readonly prompt: string;
  readonly speed: Speed;
  readonly parent: VendorParent | null;
  /** Black and white PNG of the parent picture's size, white = repaint; only for `vary-region`. */
  readonly mask: Uint8Array | null;
  /** The mask's public URL; absent without one. */
  readonly maskUrl?: string;
  /** The vendor should translate the prompt into English if it can; nothing else changes. */
  readonly translate?: true;
  /** Public links of the input pictures of `blend`, `describe`, `edit` and `animate-*`; absent otherwise. */
  readonly imageUrls?: readonly string[];
  /** The same pictures as bytes, for vendors that take no links; empty if the archive has lost one. */
  readonly images?: readonly VendorImage[];
};

/** One billable call: a step of the plan, with its idempotency key. */
export type VendorSubmission = {
  readonly request: VendorRequest;
  readonly stepIndex: number;
  /** Handles of the steps before this one, in order. */
  readonly previous: readonly Json[];
  /** The same for all attempts of this step; unguessable. */
  readonly idempotencyKey: string;
  /** The job's id, for vendors that store a note with a task; not secret. */
  readonly reference?: string;
  /** When the bot accepted the job, before any attempt: older tasks do not belong to it. */
  readonly acceptedHereAtMs?: number;
  /** The webhook URL; null without a public URL. */
  readonly webhookUrl: string | null;
};

/** The outcome of a submit. `refused`: certainly not accepted; `lost`: unknown. */
export type SubmitOutcome =
  | {
      readonly kind: 'accepted';
      readonly ticket: Json;
      /** The reply says that the result is ready: poll immediately. */
      readonly isReady?: boolean;
      /** No new task was started: the ticket belongs to an existing one. */
      readonly isOld?: true;
    }
  /** Certainly not accepted, nothing billed. */
  | {
      readonly kind: 'refused';
      readonly failure: Failure;
      /** The vendor's own file refused it and nothing was sent: another vendor may accept it. */
      readonly isUnsent?: true;
    }
  /** The request was sent; it is unknown whether it was accepted. */
  | { readonly kind: 'lost'; readonly failure: Failure };

/** A vendor's picture: its link, or the bytes if the vendor runs on this machine. */
export type PictureSource =
  | {
      readonly kind: 'url';
      readonly url: string;
      /** Other links to the same picture, tried in order. */
      readonly fallbacks?: readonly string[];
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** The output of a finished step. */
export type VendorOutput = {
  /** By cell, possibly fewer than four. Empty if only a composite was returned. */
  readonly pictures: readonly { readonly cell: Cell; readonly source: PictureSource }[];
  /** The 2x2 composite, if the vendor makes one. */
  readonly composite: PictureSource | null;
  /** The output of `describe` and `shorten`, which have no pictures. */
  readonly suggestions?: readonly string[];
  /** The weighted parts of a prompt from `shorten`, if the vendor returns them. */
  readonly tokens?: readonly Token[];
  /** The output of `animate-*` and `extend-*`, in the vendor's order; without pictures. */
  readonly videos?: readonly PictureSource[];
  readonly handle: Json;
  readonly seed: number | null;
  /** The result is complete: the remaining steps of the plan are not needed. */
  readonly endsPlan?: true;
};

/** The state of a job at its vendor. */
export type CheckOutcome =
  | {
      readonly kind: 'running';
      readonly percent: number | null;
      readonly preview: PictureSource | null;
    }
  | { readonly kind: 'finished'; readonly output: VendorOutput }
  /** The vendor gave up; it does not bill failures unless its file says otherwise. */
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** The vendor failed for its own reasons without charging: another one may run the job. */
      readonly isUncharged?: true;
    }
  /** The poll failed; the job is unaffected. */
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** In the vendor's own unit: US dollars, credits, points. */
export type VendorPrice = { readonly amount: number; readonly unit: string };

/** One billable call of a plan. */
export type PlannedStep = {
  /**
   * It only prepares the parent's picture (a paid upscale before a zoom): its handle is stored with the picture, reused
   * by every later follow-up, and never paid for twice.
   */
  readonly reusable: boolean;
  /** Null if the vendor publishes no price. */
  readonly price: VendorPrice | null;
};

/** The calls of a request, in order. */
export type StepsPlan = { readonly kind: 'steps'; readonly steps: readonly PlannedStep[] };

/** Everything known about a request before anything is sent. */
export type VendorPlan =
  | StepsPlan
  /** The vendor's file expects that the vendor would refuse it. */
  | {
      readonly kind: 'refused';
      readonly failure: Failure;
      /** Calls of the request, which may be in progress already when new settings refuse it. Absent: 1. */
      readonly calls?: number;
    };

/** The vendor account's balance; null if it is unknown. */
export type VendorBalance = VendorPrice | null;

/** Whether the vendor accepts its key, as far as that can be checked for free. */
export type AccountCheck =
  | { readonly kind: 'accepted'; readonly balance: VendorBalance }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'unchecked'; readonly why: string };

/** The vendor's limits. */
export type VendorLimits = {
  /** The maximum number of concurrent jobs. */
  readonly concurrency: number;
  /**
   * The delay of the first poll after acceptance, and the recommended interval of later ones, in ms. Polling is never
   * more frequent than this overall, and less frequent once it has learned how long jobs take.
   */
  readonly firstCheckMs: number;
  readonly checkEveryMs: number;
  /** The deadline of a job, in ms after acceptance (see `run-running.ts`). */
  readonly deadlineMs: number;
};

/** A vendor's webhook. */
export type VendorWebhook = {
  verify(delivery: WebhookDelivery): WebhookVerdict;
  /** The task id of a ticket, to compare with the verdict's; null if it has none. */
  taskOf(ticket: Json): string | null;
  /**
   * The ticket of a task named by a delivery, which recovers a submission whose reply was lost. Absent if a task id is
   * not enough for a ticket.
   */
  ticketOf?(task: string, submission: VendorSubmission): Json | null;
};

/** A service that makes pictures. */
export type Vendor = {
  readonly name: string;
  /** The display name. */
  readonly label: string;
  readonly capabilities: Capabilities;
  readonly limits: VendorLimits;
  /** It bills nobody, so that a job may be cancelled at any time for free. */
  readonly isFree?: true;
  /** It supports the idempotency key: a repeated call with the same key is never billed twice. */
  readonly idempotent: boolean;
  /** Origins whose result links are always fetched: that of the vendor's base URL. */
  readonly trustedOrigins: readonly string[];
  /** The plan for a request, or its refusal; sends nothing and never throws. */
  plan(request: VendorRequest): VendorPlan;
  /** Speeds for a reroll of this result; null or absent: those of `reroll`. */
  rerollSpeeds?(handle: Json): readonly Speed[] | null;
  /**
   * Actions that its own replies allow for the job, or for the picture that a reusable step `prepared`; null: the
   * capabilities decide.
   */
  allowedActions(handle: Json, prepared?: Json): readonly ActionName[] | null;
  /** A prepared picture has its own list of actions. */
  readonly listsPrepared?: true;
  submit(submission: VendorSubmission): Promise<SubmitOutcome>;
  check(ticket: Json): Promise<CheckOutcome>;
  /** How a result's size differs from its request, or null; later requests may be built differently. */
  mismatchOf?(ticket: Json, size: Size): string | null;
  /** Exchanges a result's link for a downloadable one; null if there is none. */
  downloadLink?(link: string): Promise<string | null>;
  /**
   * Looks for a submission whose answer was lost; absent where the vendor has no way to look, null where nothing there
   * would name this one.
   */
  find?(submission: VendorSubmission): Promise<FindOutcome | null>;
  balance?(): Promise<VendorBalance>;
  /** Absent if there is no key to check. */
  checkAccount?(): Promise<AccountCheck>;
  /** The most expensive call on its price list; absent if it has none. */
  readonly highestPrice?: VendorPrice;
  /** Concurrent polls are batched into one call. */
  readonly checksTogether?: true;
  /** Absent if it has none. */
  readonly webhook?: VendorWebhook;
  close?(): Promise<void>;
};

/** The outcome of looking up a lost submission. */
export type FindOutcome =
  | { readonly kind: 'found'; readonly ticket: Json }
  /** The vendor listed all that it could be, and it was not there. */
  | { readonly kind: 'absent' }
  /** The vendor could not be asked, or its answer leaves it open. */
  | { readonly kind: 'unknown' };
