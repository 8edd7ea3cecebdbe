/**
 * The one driver: turns a configured specification into the `Vendor` port. It relies on
 * `http-exchange` to say how far a request got and on the tables in `failures.ts` for what an
 * answer means. It never repeats a request, and never calls a submit "refused" once its request
 * may have been written and the answer is not clear.
 */
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { Json } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type {
  CheckOutcome,
  FindOutcome,
  SubmitOutcome,
  Vendor,
  VendorBalance,
  VendorSubmission,
} from '#ports/vendor.ts';
import type { ConfiguredVendor, PlannedCheck, PlannedSubmit } from './define-vendor.ts';
import {
  CHECK_FAILURES,
  failureRule,
  SUBMIT_FAILURES,
  type SubmitRule,
  type VendorError,
} from './failures.ts';
import { createHttpClient, DEFAULT_TIMEOUTS, type HttpTimeouts } from './http-exchange.ts';
import type { HttpReply } from './http-request.ts';
import { retryAfterMs } from './retry-after.ts';
import { scrub } from './scrub.ts';

export type HttpVendorOptions = {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly timeouts?: Partial<HttpTimeouts>;
};

/** Runs one vendor. Every outcome is a value; nothing is thrown for what a vendor or network may do. */
export function createHttpVendor(vendor: ConfiguredVendor, options: HttpVendorOptions): Vendor {
  const { specification } = vendor;
  const client = createHttpClient({
    baseUrl: vendor.baseUrl,
    headers: specification.authorization,
    timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
  });

  const fail = (
    kind: FailureKind,
    detail: string,
    more: { readonly reply?: HttpReply; readonly secrets?: readonly string[] } = {},
  ): Failure => {
    const waitMs = retryAfterMs(more.reply?.headers['retry-after'], options.clock.nowMs());
    const text = scrub(detail, [...vendor.secrets, ...(more.secrets ?? [])]);
    return { kind, detail: text, ...(waitMs === null ? {} : { retryAfterMs: waitMs }) };
  };

  const plan = (submission: VendorSubmission): PlannedSubmit => {
    const { request, stepIndex } = submission;
    if (specification.capabilities.actions[request.action] === undefined) {
      const detail = `${vendor.label} has no ${request.action}`;
      return { kind: 'refused', failure: { kind: 'action-unavailable', detail } };
    }
    try {
      if (stepIndex < specification.stepCount(request)) return specification.submit(submission);
      return refusedByUs(`step ${stepIndex} is beyond the plan of ${request.action}`);
    } catch (error) {
      // A handle of another vendor or version: nothing was sent, and asking again changes nothing.
      return refusedByUs(messageOf(error));
    }
  };

  const submit = async (submission: VendorSubmission): Promise<SubmitOutcome> => {
    const secrets = secretsOf(submission);
    const planned = plan(submission);
    if (planned.kind === 'refused') {
      const { kind, detail } = planned.failure;
      return { kind: 'refused', failure: fail(kind, detail, { secrets }) };
    }
    const exchange = await client.exchange(planned.request);
    if (exchange.kind === 'unsent') {
      return { kind: 'refused', failure: fail('unavailable', exchange.detail, { secrets }) };
    }
    if (exchange.kind === 'broken' && (exchange.status ?? 0) < 400) {
      return { kind: 'lost', failure: fail('lost', exchange.detail, { secrets }) };
    }
    // An error's status is worth as much without its body.
    const reply = exchange.kind === 'broken' ? bodyless(exchange.status ?? 0) : exchange.reply;
    const error = readSafely(() => specification.readError(reply));
    if (error === null && isSuccess(reply)) {
      const outcome = readSafely(() => specification.readSubmit(reply, submission));
      if (outcome === null) {
        return { kind: 'lost', failure: fail('garbled', describe(reply, null), { secrets }) };
      }
      if (outcome.kind === 'accepted') return outcome;
      const { kind, detail } = outcome.failure;
      return { kind: outcome.kind, failure: fail(kind, detail, { reply, secrets }) };
    }
    const rule = failureRule(SUBMIT_FAILURES, specification.failures?.submit, reply.status, error);
    const kind = submitKind(rule, submission);
    const failure = fail(kind, describe(reply, error), { reply, secrets });
    return { kind: rule?.outcome ?? 'lost', failure };
  };

  const planCheck = (ticket: Json): PlannedCheck => {
    try {
      return specification.check(ticket);
    } catch (error) {
      const failure: Failure = { kind: 'internal', detail: messageOf(error) };
      return { kind: 'answered', outcome: { kind: 'failed', failure } };
    }
  };

  const check = async (ticket: Json): Promise<CheckOutcome> => {
    const planned = planCheck(ticket);
    const answer = planned.kind === 'answered' ? planned.outcome : await ask(planned, ticket);
    if (answer.kind !== 'failed' && answer.kind !== 'unreachable') return answer;
    const { failure } = answer;
    return { ...answer, failure: { ...failure, detail: scrub(failure.detail, vendor.secrets) } };
  };

  const ask = async (
    planned: Extract<PlannedCheck, { readonly kind: 'request' }>,
    ticket: Json,
  ): Promise<CheckOutcome> => {
    const exchange = await client.exchange(planned.request);
    if (exchange.kind !== 'replied') {
      return { kind: 'unreachable', failure: fail('unavailable', exchange.detail) };
    }
    const { reply } = exchange;
    const error = readSafely(() => specification.readError(reply));
    if (error === null && isSuccess(reply)) {
      const outcome = readSafely(() => specification.readCheck(reply, ticket));
      if (outcome !== null) return outcome;
      return { kind: 'unreachable', failure: fail('garbled', describe(reply, null), { reply }) };
    }
    const rule = failureRule(CHECK_FAILURES, specification.failures?.check, reply.status, error);
    const failure = fail(rule?.kind ?? 'garbled', describe(reply, error), { reply });
    return { kind: rule?.outcome ?? 'unreachable', failure };
  };

  const { find, balance, webhook } = specification;
  return {
    name: vendor.name,
    label: vendor.label,
    capabilities: specification.capabilities,
    limits: specification.limits,
    idempotent: specification.idempotent,
    trustedOrigins: [new URL(vendor.baseUrl).origin],
    stepCount: (request) => specification.stepCount(request),
    allowedActions: (handle) => specification.allowedActions?.(handle) ?? null,
    submit,
    check,
    ...(webhook === undefined ? {} : { webhook }),
    ...(find === undefined
      ? {}
      : {
          find: async (submission: VendorSubmission): Promise<FindOutcome> => {
            const exchange = await client.exchange(find.request(submission));
            if (exchange.kind !== 'replied' || !isSuccess(exchange.reply))
              return { kind: 'unknown' };
            const { reply } = exchange;
            return readSafely(() => find.read(reply, submission)) ?? { kind: 'unknown' };
          },
        }),
    ...(balance === undefined
      ? {}
      : {
          balance: async (): Promise<VendorBalance> => {
            const exchange = await client.exchange(balance.request);
            if (exchange.kind !== 'replied' || !isSuccess(exchange.reply)) return null;
            const { reply } = exchange;
            return readSafely(() => balance.read(reply));
          },
        }),
    close: () => client.close(),
  };
}

function submitKind(rule: SubmitRule | null, submission: VendorSubmission): FailureKind {
  if (rule === null) return 'garbled';
  return submission.request.parent === null ? (rule.kindOfFirst ?? rule.kind) : rule.kind;
}

/** A reader that fails on what it was given has read nothing; what was sent stays sent. */
function readSafely<Value>(read: () => Value | null): Value | null {
  try {
    return read();
  } catch {
    // The caller treats null as an answer that is not what the contract says.
    return null;
  }
}

function refusedByUs(detail: string): PlannedSubmit {
  return { kind: 'refused', failure: { kind: 'internal', detail } };
}

/** What an echoing vendor could give away of this one request. */
function secretsOf({ idempotencyKey, webhookUrl, request }: VendorSubmission): readonly string[] {
  return [idempotencyKey, request.prompt, ...(webhookUrl === null ? [] : [webhookUrl])];
}

function describe(reply: HttpReply, error: VendorError | null): string {
  const told = error === null ? 'not an answer of its interface' : error.detail;
  const requestId = reply.headers['x-request-id'];
  return `HTTP ${reply.status}: ${told}${requestId === undefined ? '' : ` (request ${requestId})`}`;
}

const bodyless = (status: number): HttpReply => ({
  status,
  headers: {},
  text: '',
  json: undefined,
});

const isSuccess = (reply: HttpReply): boolean => reply.status >= 200 && reply.status < 300;

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
