/**
 * A vendor as a specification without I/O: capabilities as data, requests as values, replies read
 * by pure functions. One driver (`http-vendor.ts`) runs them all. Tickets and handles are JSON that
 * only the vendor's own file reads, by its own schema; what we read is tolerant, what we send strict.
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

/** Why nothing is sent: the vendor would refuse it, or it makes no sense. */
export type RefusedCall = { readonly kind: 'refused'; readonly failure: Failure };

/** The same; `cause` says it to people. */
export const refused = (kind: FailureKind, detail: string, cause?: FailureCause): RefusedCall => ({
  kind: 'refused',
  failure: { kind, detail, ...(cause === undefined ? {} : { cause }) },
});

/** A step's request, or why there is none. */
export type PlannedSubmit =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | RefusedCall;

/** How a ticket is asked about; one that holds its own answer (a vendor that answers at once) needs no call. */
export type PlannedCheck =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | { readonly kind: 'answered'; readonly outcome: CheckOutcome };

/** What one call costs, at every speed or at each. */
export type CallPrice = number | { readonly [speed in Speed]?: number };

/** In the vendor's own money; absent where the vendor names no price. */
export type VendorPrices = {
  readonly unit: string;
  /** Each action itself, without the step that prepares the parent's picture. */
  readonly perJob: { readonly [action in ActionName]?: CallPrice };
  /** The step that prepares a picture. */
  readonly reusableStep?: CallPrice;
  /** How many times the request costs that much, where each of its results is billed; 1 where absent. */
  times?(request: VendorRequest): number;
};

/** What one vendor is and does, once its settings are known. */
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
  /** How many of the first calls only prepare the parent's picture; none where absent. */
  reusableSteps?(request: VendorRequest): number;
  /** Speeds at which it makes this very result again, where those are not the ones of `reroll`. */
  rerollSpeeds?(handle: Json): readonly Speed[] | null;
  /** Where its answers list what a result allows; the capabilities decide otherwise. */
  allowedActions?(handle: Json): readonly ActionName[] | null;
  /** The same once a reusable step has prepared the picture; absent where that tells no more. */
  allowedOncePrepared?(handle: Json, prepared: Json): readonly ActionName[] | null;
  submit(submission: VendorSubmission): PlannedSubmit;
  /**
   * The same request in the vendor's other spelling, where the refusal says that it does not know the one
   * that was sent: sent at once, and only once. Null where the refusal says anything else.
   */
  otherSchema?(
    error: VendorError,
    submission: VendorSubmission,
  ): {
    readonly request: HttpRequest;
    /** Null: not what the contract says. */
    readSubmit(reply: HttpReply): SubmitOutcome | null;
  } | null;
  /** Null: not what the contract says, so nobody knows whether the job was accepted. */
  readSubmit(reply: HttpReply, submission: VendorSubmission): SubmitOutcome | null;
  check(ticket: Json): PlannedCheck;
  /** Null: not what the contract says; asked again later. */
  readCheck(reply: HttpReply, ticket: Json): CheckOutcome | null;
  /**
   * How what came of a finished job is not what was asked, by the size of its pictures; null where it is. The
   * vendor's file may ask in another way from then on.
   */
  mismatchOf?(ticket: Json, size: Size): string | null;
  /** The vendor's error envelope, whatever the status; null where the reply is none. */
  readError(reply: HttpReply): VendorError | null;
  readonly failures?: FailureOverrides;
  /** Exchanges a result's link for one that anybody can fetch. */
  readonly downloadLink?: {
    request(link: string): HttpRequest;
    /** Null where there is none in it. */
    read(reply: HttpReply): string | null;
  };
  /** Looks for a submission whose answer was lost. */
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

/** What a vendor's file says; `defineVendor` makes its default export of it. */
export type VendorDefinition<Schema extends z.ZodObject> = SettingsSchema<Schema> & {
  /** Wanted of every vendor of the tree: `docs/vendors.md` prints them. */
  readonly notes?: VendorNotes;
  specify(settings: VendorSettings<z.output<Schema>>): VendorSpecification;
};

/** A vendor with its settings read: ready for the driver. */
export type ConfiguredVendor = {
  readonly name: string;
  readonly label: string;
  readonly baseUrl: string;
  /** What no log, message or error may show. */
  readonly secrets: readonly string[];
  readonly specification: VendorSpecification;
};

/** A vendor that can be used, one that is not set up, or what is wrong with its settings. */
export type VendorConfiguration =
  | { readonly kind: 'absent'; readonly missing: string }
  | { readonly kind: 'configured'; readonly vendor: ConfiguredVendor }
  | { readonly kind: 'problems'; readonly problems: readonly SettingProblem[] };

/** A vendor as the loader finds it, its settings' types folded away. */
export type DefinedVendor = {
  readonly kind: 'vendor-definition';
  readonly name: string;
  readonly label: string;
  readonly settings: readonly SettingRow[];
  readonly notes: VendorNotes | null;
  configure(environment: Environment): VendorConfiguration;
};

/** Makes a vendor of its definition; the default export of every file in `specs/`. */
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
