/**
 * What the application needs of a vendor. A call either certainly was not accepted (`refused`),
 * certainly was (`accepted`), or nobody knows (`lost`); everything that costs money depends on
 * keeping the three apart. Tickets and handles are opaque JSON: saved, handed back, never read.
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
};

/** A picture that a person gave, as the archive holds it. */
export type VendorImage = { readonly bytes: Uint8Array; readonly mediaType: string };

/** An action as the vendor is asked for it. */
export type VendorRequest = {
  readonly action: ActionName;
  readonly cell: Cell | null;
  /** Lossless prompt text, parameters included; the vendor's file splits it as its API wants. */
  readonly prompt: string;
  readonly speed: Speed;
  readonly parent: VendorParent | null;
  /** Black and white PNG of the parent picture's size, white = repaint; only for `vary-region`. */
  readonly mask: Uint8Array | null;
  /** Where the vendor can fetch that mask; absent without a public address. */
  readonly maskUrl?: string;
  /** The vendor should translate the words into English where it can; nothing else about the request changes. */
  readonly translate?: true;
  /** Public links of what `blend`, `describe`, `edit` and `animate-*` start from; absent otherwise. */
  readonly imageUrls?: readonly string[];
  /** The same pictures whole, for vendors that take no links; none where the archive lost one. */
  readonly images?: readonly VendorImage[];
};

/** One billable call: a step of the plan, with what makes asking again harmless. */
export type VendorSubmission = {
  readonly request: VendorRequest;
  readonly stepIndex: number;
  /** Handles of the steps before this one, in order. */
  readonly previous: readonly Json[];
  /** The same for every attempt of this step; unguessable. */
  readonly idempotencyKey: string;
  /** The job's id, for vendors that keep such a note with a task: no secret, and known to people. */
  readonly reference?: string;
  /** When the job was accepted here, before any attempt: what is older is none of its tasks. */
  readonly acceptedHereAtMs?: number;
  /** Where the vendor may report; null without a public address. */
  readonly webhookUrl: string | null;
};

/** What a submit came to. `refused`: certainly not accepted; `lost`: nobody knows. */
export type SubmitOutcome =
  | {
      readonly kind: 'accepted';
      readonly ticket: Json;
      /** The reply says that the end is there already: looking at once is worth it. */
      readonly isReady?: boolean;
      /** Nothing was begun: the ticket is that of a task which was asked for before, by whomever. */
      readonly isOld?: true;
    }
  /** Certainly not accepted, nothing billed. */
  | {
      readonly kind: 'refused';
      readonly failure: Failure;
      /** The vendor's own file refused it and nothing was sent: another vendor may well take it. */
      readonly isUnsent?: true;
    }
  /** The request left; whether it was accepted is unknown. */
  | { readonly kind: 'lost'; readonly failure: Failure };

/** A picture the vendor made: its link, or the bytes where the vendor is on this machine. */
export type PictureSource =
  | {
      readonly kind: 'url';
      readonly url: string;
      /** Other links to the same picture, tried in order. */
      readonly fallbacks?: readonly string[];
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** What a finished step made. */
export type VendorOutput = {
  /** By cell; fewer than four where the vendor gave fewer. Empty where only a grid came. */
  readonly pictures: readonly { readonly cell: Cell; readonly source: PictureSource }[];
  /** The 2x2 composite where the vendor makes one. */
  readonly composite: PictureSource | null;
  /** What `describe` and `shorten` answer with; the pictures are empty then. */
  readonly suggestions?: readonly string[];
  /** The parts of a prompt that `shorten` weighed, where the vendor tells. */
  readonly tokens?: readonly Token[];
  /** What `animate-*` and `extend-*` make, in the vendor's order; the pictures are empty then. */
  readonly videos?: readonly PictureSource[];
  readonly handle: Json;
  readonly seed: number | null;
  /** All that was asked for is there: the steps that the plan still had are not needed. */
  readonly endsPlan?: true;
};

/** How a job stands at its vendor. */
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
      /** The vendor itself is at fault, and charges nothing: another one may be asked for the same job. */
      readonly isUncharged?: true;
    }
  /** The ticket could not be asked about; the job is unharmed. */
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** In the vendor's own money: US dollars, credits, points. */
export type VendorPrice = { readonly amount: number; readonly unit: string };

/** One billable call of a plan. */
export type PlannedStep = {
  /**
   * It only prepares the parent's picture (a paid upscale before a zoom): what it makes is kept with the
   * picture, serves every later follow-up of it, and is never paid for twice.
   */
  readonly reusable: boolean;
  /** Null where the vendor names no price. */
  readonly price: VendorPrice | null;
};

/** The calls that a request takes, in order. */
export type StepsPlan = { readonly kind: 'steps'; readonly steps: readonly PlannedStep[] };

/** Everything that is known of a request before anything is sent. */
export type VendorPlan =
  | StepsPlan
  /** The vendor's file foresees that it cannot be asked, or that the vendor would refuse it. */
  | { readonly kind: 'refused'; readonly failure: Failure };

/** The vendor's own account; null where it cannot be known. */
export type VendorBalance = VendorPrice | null;

/** Whether the vendor takes its key, as far as that can be asked without paying. */
export type AccountCheck =
  | { readonly kind: 'accepted'; readonly balance: VendorBalance }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'unchecked'; readonly why: string };

/** How the vendor wants to be treated. */
export type VendorLimits = {
  /** Jobs of ours it may be working on at once. */
  readonly concurrency: number;
  /**
   * The earliest status request after acceptance, and the advised pause between later ones, in
   * ms. Polling never asks more often than this on the whole, and less often where it has learned
   * when jobs end.
   */
  readonly firstCheckMs: number;
  readonly checkEveryMs: number;
  /** A job not finished by then is given up, in ms after the vendor took it (`run-running.ts` looks). */
  readonly deadlineMs: number;
};

/** How a vendor reports. */
export type VendorWebhook = {
  verify(delivery: WebhookDelivery): WebhookVerdict;
  /** The task id a ticket stands for, to compare with the verdict's; null where it has none. */
  taskOf(ticket: Json): string | null;
  /**
   * The ticket of a task that a delivery named, where the task's id is all that a ticket needs:
   * the way back to a submission whose answer was lost. Absent where it cannot be made.
   */
  ticketOf?(task: string, submission: VendorSubmission): Json | null;
};

/** A service that makes pictures. */
export type Vendor = {
  readonly name: string;
  /** As people read it. */
  readonly label: string;
  readonly capabilities: Capabilities;
  readonly limits: VendorLimits;
  /** It honours the idempotency key: asking again with the same key never bills twice. */
  readonly idempotent: boolean;
  /** Origins whose result links are always fetched: the vendor's own base URL's. */
  readonly trustedOrigins: readonly string[];
  /** What the request takes there, or why it cannot be asked; sends nothing and never throws. */
  plan(request: VendorRequest): VendorPlan;
  /** Speeds at which it makes this very result again; null or absent: those of `reroll`. */
  rerollSpeeds?(handle: Json): readonly Speed[] | null;
  /** Actions its own answers allow for the job, and for what a reusable step `prepared`; null: the capabilities decide. */
  allowedActions(handle: Json, prepared?: Json): readonly ActionName[] | null;
  /** A prepared picture has a list of its own, so that it is worth looking for one. */
  readonly listsPrepared?: true;
  submit(submission: VendorSubmission): Promise<SubmitOutcome>;
  check(ticket: Json): Promise<CheckOutcome>;
  /**
   * Shows the size of what came of a job: how that is not what was asked, for the log, or null. The vendor may
   * be asked in another way from then on.
   */
  mismatchOf?(ticket: Json, size: Size): string | null;
  /** Exchanges a result's link that cannot be fetched for one that can; null where it gives none. */
  downloadLink?(link: string): Promise<string | null>;
  /**
   * Looks for a submission whose answer was lost; absent where the vendor has no way to look, null where nothing there
   * would name this one.
   */
  find?(submission: VendorSubmission): Promise<FindOutcome | null>;
  balance?(): Promise<VendorBalance>;
  /** Absent where there is no key to check. */
  checkAccount?(): Promise<AccountCheck>;
  /** The dearest call on its price list; absent where it lists none. */
  readonly dearestPrice?: VendorPrice;
  /** Status requests made at the same moment travel in one call. */
  readonly checksTogether?: true;
  /** How it reports; absent where it does not. */
  readonly webhook?: VendorWebhook;
  close?(): Promise<void>;
};

/** What a search for a lost submission found. */
export type FindOutcome =
  | { readonly kind: 'found'; readonly ticket: Json }
  /** The vendor listed all that it could be, and it was not there. */
  | { readonly kind: 'absent' }
  /** The vendor could not be asked, or its answer leaves it open. */
  | { readonly kind: 'unknown' };
