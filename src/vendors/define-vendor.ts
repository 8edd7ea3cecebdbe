/**
 * A vendor as a specification without I/O: capabilities as data, requests as values, replies read by pure functions.
 * One driver (`http-vendor.ts`) runs them all. Tickets and handles are JSON that only the vendor's own file reads, by
 * its own schema. Reading is tolerant, sending strict.
 */
import type * as z from 'zod';
import type { ActionName } from '#domain/action.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { FailureCause } from '#domain/failure-cause.ts';
import type { Size } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { Speed } from '#domain/speed.ts';
import type {
  CheckOutcome,
  FindOutcome,
  SubmitOutcome,
  VendorBalance,
  VendorLimits,
  VendorRequest,
  VendorSubmission,
  VendorWebhook,
} from '#ports/vendor.ts';
import type { FailureOverrides, VendorError } from './failures.ts';
import type { HttpReply, HttpRequest } from './http-request.ts';
import type { VendorNotes } from './vendor-notes.ts';
import {
  type Environment,
  readSettings,
  type SettingProblem,
  type SettingRow,
  type SettingsSchema,
  settingRows,
  type VendorSettings,
} from './vendor-settings.ts';

/** Nothing is sent: the vendor would refuse the request, or it is invalid. */
export type RefusedCall = { readonly kind: 'refused'; readonly failure: Failure };

/** A `RefusedCall`; `cause` is the reason as shown to users. */
export const refused = (kind: FailureKind, detail: string, cause?: FailureCause): RefusedCall => ({
  kind: 'refused',
  failure: { kind, detail, ...(cause === undefined ? {} : { cause }) },
});

type PlannedRequest = { readonly kind: 'request'; readonly request: HttpRequest };

/** A step's request, or the reason that there is none. */
export type PlannedSubmit = PlannedRequest | RefusedCall;

/** How a ticket is polled; one that holds its own result (a vendor that answers at once) needs no call. */
export type PlannedCheck =
  | PlannedRequest
  | { readonly kind: 'answered'; readonly outcome: CheckOutcome };

/** A GET request. */
export const getting = (path: string): PlannedRequest => ({
  kind: 'request',
  request: { method: 'GET', path },
});

/** A POST request with a JSON body. */
export const posting = (
  path: string,
  json: Json,
  more: Pick<HttpRequest, 'headers' | 'answerWithinMs'> = {},
): PlannedRequest => ({ kind: 'request', request: { method: 'POST', path, json, ...more } });

/** The price of one call, for all speeds or per speed. */
export type CallPrice = number | { readonly [speed in Speed]?: number };

/** In the vendor's own unit; absent where the vendor publishes no price. */
export type VendorPrices = {
  readonly unit: string;
  /** Each action itself, without the step that prepares the parent's picture. */
  readonly perJob: { readonly [action in ActionName]?: CallPrice };
  /** The step that prepares a picture. */
  readonly reusableStep?: CallPrice;
  /** How many times the request costs that much, where each of its results is billed; 1 where absent. */
  times?(request: VendorRequest): number;
};

/** One vendor's complete behaviour, with its settings applied. */
export type VendorSpecification = {
  readonly capabilities: Capabilities;
  readonly limits: VendorLimits;
  readonly prices: VendorPrices;
  /** It documents an idempotency key, and `submit` sends it. */
  readonly idempotent: boolean;
  /** Headers with the key; the driver adds them to every request. */
  readonly authorization: Readonly<Record<string, string>>;
  /** How many billable calls the request takes. */
  stepCount(request: VendorRequest): number;
  /** How many of the first calls only prepare the parent's picture; 0 where absent. */
  reusableSteps?(request: VendorRequest): number;
  /** Speeds for a reroll of this result, where they differ from the capabilities of `reroll`. */
  rerollSpeeds?(handle: Json): readonly Speed[] | null;
  /** The follow-ups that the vendor lists for a result; null: the capabilities decide. */
  allowedActions?(handle: Json): readonly ActionName[] | null;
  /** As `allowedActions`, after a reusable step has prepared the picture; absent where that changes nothing. */
  allowedAfterUpscale?(handle: Json, prepared: Json): readonly ActionName[] | null;
  submit(submission: VendorSubmission): PlannedSubmit;
  /**
   * The same request with the vendor's alternative field names, if the refusal shows that it does not know the ones
   * sent. Sent immediately, and only once. Null for any other refusal.
   */
  otherSchema?(
    error: VendorError,
    submission: VendorSubmission,
  ): {
    readonly request: HttpRequest;
    /** Null: the reply does not match the contract. */
    readSubmit(reply: HttpReply): SubmitOutcome | null;
  } | null;
  /** Null: the reply does not match the contract, so it is unknown whether the job was accepted. */
  readSubmit(reply: HttpReply, submission: VendorSubmission): SubmitOutcome | null;
  check(ticket: Json): PlannedCheck;
  /** Null: the reply does not match the contract; polled again later. */
  readCheck(reply: HttpReply, ticket: Json): CheckOutcome | null;
  /**
   * How a finished job differs from its request, judged by the size of its pictures; null if it does not. The vendor's
   * file may build later requests differently.
   */
  mismatchOf?(ticket: Json, size: Size): string | null;
  /** The vendor's error envelope, whatever the status; null where the reply is none. */
  readError(reply: HttpReply): VendorError | null;
  readonly failures?: FailureOverrides;
  /** Exchanges a result's link for one that is publicly downloadable. */
  readonly downloadLink?: {
    request(link: string): HttpRequest;
    /** Null if the reply contains no link. */
    read(reply: HttpReply): string | null;
  };
  /** Looks up a submission whose reply was lost. */
  readonly find?: {
    /** A page of the list, counted from 0. Null: nothing at the vendor would name this one. */
    request(submission: VendorSubmission, page: number): HttpRequest | null;
    /** `more`: it is not on this page; `isClear`: nor can any record on it be this one. */
    read(
      reply: HttpReply,
      submission: VendorSubmission,
    ): FindOutcome | { readonly kind: 'more'; readonly isClear: boolean };
  };
  readonly balance?: {
    readonly request: HttpRequest;
    read(reply: HttpReply): VendorBalance;
  };
  /** Many tickets in one call, where the vendor has such a call; one outcome per ticket, in order. */
  readonly checkMany?: {
    readonly ticketsMax: number;
    request(tickets: readonly Json[]): HttpRequest;
    read(reply: HttpReply, tickets: readonly Json[]): readonly (CheckOutcome | null)[];
  };
  readonly webhook?: VendorWebhook;
};

/** The contents of a vendor's file; `defineVendor` turns it into the default export. */
export type VendorDefinition<Schema extends z.ZodObject> = SettingsSchema<Schema> & {
  /** Required of every vendor in this repository: `docs/vendors.md` prints them. */
  readonly notes?: VendorNotes;
  specify(settings: VendorSettings<z.output<Schema>>): VendorSpecification;
};

/** A vendor with its settings read: ready for the driver. */
export type ConfiguredVendor = {
  readonly name: string;
  readonly label: string;
  readonly baseUrl: string;
  /** Values that no log, message or error may contain. */
  readonly secrets: readonly string[];
  readonly specification: VendorSpecification;
};

/** A usable vendor, one that is not configured, or the problems in its settings. */
export type VendorConfiguration =
  | { readonly kind: 'absent'; readonly missing: string }
  | { readonly kind: 'configured'; readonly vendor: ConfiguredVendor }
  | { readonly kind: 'problems'; readonly problems: readonly SettingProblem[] };

/** A vendor as the loader sees it, without the types of its settings. */
export type DefinedVendor = {
  readonly kind: 'vendor-definition';
  readonly name: string;
  readonly label: string;
  readonly settings: readonly SettingRow[];
  readonly notes: VendorNotes | null;
  configure(environment: Environment): VendorConfiguration;
};

/** Builds a vendor from its definition; the default export of every file in `specs/`. */
export function defineVendor<Schema extends z.ZodObject>(
  definition: VendorDefinition<Schema>,
): DefinedVendor {
  const { name, label } = definition;
  const settings = settingRows(definition);
  const secretVariables = settings.filter((row) => row.secret).map((row) => row.variable);
  return {
    kind: 'vendor-definition',
    name,
    label,
    settings,
    notes: definition.notes ?? null,
    configure(environment) {
      const reading = readSettings(definition, environment);
      if (reading.kind !== 'read') return reading;
      const { baseUrl } = reading.settings;
      const specification = definition.specify(reading.settings);
      const secrets = secretVariables
        .map((variable) => environment[variable]?.trim() ?? '')
        .filter((secret) => secret !== '');
      return { kind: 'configured', vendor: { name, label, baseUrl, secrets, specification } };
    },
  };
}
