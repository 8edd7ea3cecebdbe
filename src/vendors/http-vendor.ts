/**
 * The one driver: turns a configured specification into the `Vendor` port. It relies on `http-exchange` for how far a
 * request got and on the tables in `failures.ts` to classify replies. It never repeats a request, and never reports a
 * submit as refused once its request may have been written and the reply is unclear.
 */
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { Clock } from '#ports/clock.ts';
import type {
  FindOutcome,
  SubmitOutcome,
  Vendor,
  VendorBalance,
  VendorRequest,
  VendorSubmission,
} from '#ports/vendor.ts';
import { checkAccount } from './check-account.ts';
import { type ConfiguredVendor, type PlannedSubmit, refused } from './define-vendor.ts';
import { failureRule, SUBMIT_FAILURES, type SubmitRule, type VendorError } from './failures.ts';
import { createHttpClient, DEFAULT_TIMEOUTS, type HttpTimeouts } from './http-exchange.ts';
import type { HttpReply, HttpRequest } from './http-request.ts';
import { isPromptModeration } from './moderation.ts';
import { highestPrice, plannedSteps } from './planned-steps.ts';
import { describeReply, isSuccess, messageOf, readSafely } from './read-reply.ts';
import { retryAfterMs } from './retry-after.ts';
import { scrub } from './scrub.ts';
import { createStatusCheck } from './status-check.ts';

/** What the driver needs besides the specification. */
export type HttpVendorOptions = {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly timeouts?: Partial<HttpTimeouts>;
};

/** Runs one vendor. Every outcome is a value; vendor and network errors are never thrown. */
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

  /** A refusal by the specification itself; its translatable cause is kept beside the detail for the log. */
  const foreseen = ({ kind, detail, cause }: Failure, secrets: readonly string[]): Failure => ({
    ...fail(kind, detail, { secrets }),
    ...(cause === undefined ? {} : { cause }),
  });

  const callOf = (submission: VendorSubmission): PlannedSubmit => {
    const { request, stepIndex } = submission;
    if (specification.capabilities.actions[request.action] === undefined) {
      return refused('action-unavailable', `${vendor.label} has no ${request.action}`);
    }
    try {
      if (stepIndex < specification.stepCount(request)) return specification.submit(submission);
      return refused('internal', `step ${stepIndex} is beyond the plan of ${request.action}`);
    } catch (error) {
      // A handle of another vendor or version: nothing was sent, and a retry would not help.
      return refused('internal', messageOf(error));
    }
  };

  const submit = async (submission: VendorSubmission): Promise<SubmitOutcome> => {
    const secrets = secretsOf(submission);
    const planned = callOf(submission);
    if (planned.kind === 'refused') {
      return { kind: 'refused', failure: foreseen(planned.failure, secrets), isUnsent: true };
    }
    const read = (reply: HttpReply) => specification.readSubmit(reply, submission);
    const first = await send(planned.request, submission, read, secrets);
    if (first.outcome.kind !== 'refused' || first.error === null) return first.outcome;
    const other = specification.otherSchema?.(first.error, submission) ?? null;
    if (other === null) return first.outcome;
    // The refusal was certain, so a second request cannot be billed beside the first.
    return (await send(other.request, submission, other.readSubmit, secrets)).outcome;
  };

  type Sent = { readonly outcome: SubmitOutcome; readonly error: VendorError | null };

  /** Sends a submission and reads its outcome, with the vendor's own error if it reported one. */
  const send = async (
    request: HttpRequest,
    submission: VendorSubmission,
    read: (reply: HttpReply) => SubmitOutcome | null,
    secrets: readonly string[],
  ): Promise<Sent> => {
    const sent = (outcome: SubmitOutcome, error: VendorError | null = null): Sent => ({
      outcome,
      error,
    });
    const exchange = await client.exchange(request);
    if (exchange.kind === 'unsent') {
      return sent({ kind: 'refused', failure: fail('unavailable', exchange.detail, { secrets }) });
    }
    if (exchange.kind === 'broken' && (exchange.status ?? 0) < 400) {
      return sent({ kind: 'lost', failure: fail('lost', exchange.detail, { secrets }) });
    }
    // An error's status is meaningful even without the body.
    const reply = exchange.kind === 'broken' ? bodyless(exchange.status ?? 0) : exchange.reply;
    const error = readSafely(() => specification.readError(reply));
    if (error === null && isSuccess(reply)) {
      const outcome = readSafely(() => read(reply));
      if (outcome === null) {
        const failure = fail('garbled', describeReply(reply, null), { secrets });
        return sent({ kind: 'lost', failure });
      }
      if (outcome.kind === 'accepted') return sent(outcome);
      const { kind, detail } = outcome.failure;
      return sent({ kind: outcome.kind, failure: fail(kind, detail, { reply, secrets }) });
    }
    const rule = failureRule(SUBMIT_FAILURES, specification.failures?.submit, reply.status, error);
    // A moderated prompt must not open the circuit for everyone as a refused key does.
    const is403 = reply.status === 403 || error?.code === '403';
    const isModerated = is403 && isPromptModeration(error?.detail ?? '');
    const kind = isModerated ? 'moderated' : submitKind(rule, submission);
    const failure = fail(kind, describeReply(reply, error), { reply, secrets });
    return sent({ kind: rule?.outcome ?? 'lost', failure }, error);
  };

  /** The reply to a request that belongs to no job; null if there is no usable one. */
  const answerTo = async <T>(
    request: HttpRequest,
    read: (reply: HttpReply) => T | null,
  ): Promise<T | null> => {
    const exchange = await client.exchange(request);
    if (exchange.kind !== 'replied' || !isSuccess(exchange.reply)) return null;
    const { reply } = exchange;
    return readSafely(() => read(reply));
  };

  const { find, balance, webhook, checkMany, allowedAfterUpscale, downloadLink } = specification;
  const highest = highestPrice(specification.prices);
  return {
    name: vendor.name,
    label: vendor.label,
    capabilities: specification.capabilities,
    limits: specification.limits,
    idempotent: specification.idempotent,
    trustedOrigins: [new URL(vendor.baseUrl).origin],
    // A specification does no I/O, so its first call can be built without side effects.
    plan: (request) => {
      const first = callOf(sampleSubmission(request));
      if (first.kind === 'refused') {
        const calls = readSafely(() => specification.stepCount(request)) ?? 1;
        return { kind: 'refused', failure: foreseen(first.failure, [request.prompt]), calls };
      }
      return { kind: 'steps', steps: plannedSteps(specification, request) };
    },
    ...(highest === null ? {} : { highestPrice: highest }),
    rerollSpeeds: (handle) => specification.rerollSpeeds?.(handle) ?? null,
    allowedActions: (handle, prepared = null) =>
      prepared !== null && allowedAfterUpscale !== undefined
        ? allowedAfterUpscale(handle, prepared)
        : (specification.allowedActions?.(handle) ?? null),
    ...(allowedAfterUpscale === undefined ? {} : { listsPrepared: true }),
    submit,
    check: createStatusCheck({ vendor, client, fail }),
    mismatchOf: (ticket, size) =>
      readSafely(() => specification.mismatchOf?.(ticket, size) ?? null),
    ...(webhook === undefined ? {} : { webhook }),
    ...(checkMany === undefined ? {} : { checksTogether: true }),
    ...(find === undefined
      ? {}
      : {
          find: async (submission: VendorSubmission): Promise<FindOutcome | null> => {
            let isClear = true;
            for (let page = 0; page < FIND_PAGES_MAX; page++) {
              const request = find.request(submission, page);
              if (request === null) return null;
              const read = await answerTo(request, (reply) => find.read(reply, submission));
              if (read?.kind === 'found') return read;
              if (read?.kind !== 'more') return isClear && read !== null ? read : UNKNOWN;
              isClear &&= read.isClear;
            }
            return UNKNOWN;
          },
        }),
    ...(downloadLink === undefined
      ? {}
      : {
          downloadLink: (link: string) => answerTo(downloadLink.request(link), downloadLink.read),
        }),
    ...(balance === undefined
      ? {}
      : {
          balance: (): Promise<VendorBalance> => answerTo(balance.request, balance.read),
        }),
    checkAccount: () =>
      checkAccount(specification, client, (detail) => scrub(detail, vendor.secrets)),
    close: () => client.close(),
  };
}

/** Pages of a list that one search reads: more cost a busy vendor more than they would tell. */
const FIND_PAGES_MAX = 10;
const UNKNOWN: FindOutcome = { kind: 'unknown' };

/** The first step's submission with placeholder identifiers; it is never sent. */
const sampleSubmission = (request: VendorRequest): VendorSubmission => ({
  request,
  stepIndex: 0,
  previous: [],
  idempotencyKey: '',
  webhookUrl: null,
});

function submitKind(rule: SubmitRule | null, submission: VendorSubmission): FailureKind {
  if (rule === null) return 'garbled';
  return submission.request.parent === null ? (rule.kindOfFirst ?? rule.kind) : rule.kind;
}

/** Secrets of this one request that a vendor could echo. */
function secretsOf({ idempotencyKey, webhookUrl, request }: VendorSubmission): readonly string[] {
  return [idempotencyKey, request.prompt, ...(webhookUrl === null ? [] : [webhookUrl])];
}

const bodyless = (status: number): HttpReply => ({
  status,
  headers: {},
  text: '',
  json: undefined,
});
