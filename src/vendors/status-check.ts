/**
 * Polls tickets: individually, or many in one request where the vendor has such a call. It relies on `http-exchange`
 * for how far a request got and on the tables in `failures.ts` to classify replies. A failed poll never ends a job.
 */
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { Json } from '#domain/json.ts';
import type { CheckOutcome } from '#ports/vendor.ts';
import type { ConfiguredVendor, PlannedCheck } from './define-vendor.ts';
import { CHECK_FAILURES, failureRule } from './failures.ts';
import { gatherChecks } from './gather-checks.ts';
import type { Exchange, HttpClient } from './http-exchange.ts';
import type { HttpReply } from './http-request.ts';
import { describeReply, isSuccess, messageOf, readSafely } from './read-reply.ts';
import { scrub } from './scrub.ts';

/** Builds a failure from a detail, without secrets. */
export type Fail = (
  kind: FailureKind,
  detail: string,
  more?: { readonly reply?: HttpReply },
) => Failure;

type Answered = { readonly kind: 'answered'; readonly reply: HttpReply };
type Unanswered = Extract<CheckOutcome, { readonly failure: Failure }>;

/** Individual polls would fail the same way: the service is unavailable or rate-limits. */
const HOLDS_FOR_ALL: readonly FailureKind[] = ['unavailable', 'rate-limited'];

/** The vendor's `check`. */
export function createStatusCheck({
  vendor,
  client,
  fail,
}: {
  readonly vendor: ConfiguredVendor;
  readonly client: Pick<HttpClient, 'exchange'>;
  readonly fail: Fail;
}): (ticket: Json) => Promise<CheckOutcome> {
  const { specification } = vendor;
  const { checkMany } = specification;

  const plan = (ticket: Json): PlannedCheck => {
    try {
      return specification.check(ticket);
    } catch (error) {
      const failure: Failure = { kind: 'internal', detail: messageOf(error) };
      return { kind: 'answered', outcome: { kind: 'failed', failure } };
    }
  };

  /** A complete reply without an error, or the outcome that its absence means. */
  const answerOf = (exchange: Exchange): Answered | Unanswered => {
    if (exchange.kind !== 'replied') {
      return { kind: 'unreachable', failure: fail('unavailable', exchange.detail) };
    }
    const { reply } = exchange;
    const error = readSafely(() => specification.readError(reply));
    if (error === null && isSuccess(reply)) return { kind: 'answered', reply };
    const rule = failureRule(CHECK_FAILURES, specification.failures?.check, reply.status, error);
    const failure = fail(rule?.kind ?? 'garbled', describeReply(reply, error), { reply });
    return { kind: rule?.outcome ?? 'unreachable', failure };
  };

  const alone = async (ticket: Json): Promise<CheckOutcome> => {
    const planned = plan(ticket);
    if (planned.kind === 'answered') return planned.outcome;
    const answer = answerOf(await client.exchange(planned.request));
    if (answer.kind !== 'answered') return answer;
    const { reply } = answer;
    const outcome = readSafely(() => specification.readCheck(reply, ticket));
    if (outcome !== null) return outcome;
    return { kind: 'unreachable', failure: fail('garbled', describeReply(reply, null), { reply }) };
  };

  const together = async (tickets: readonly Json[]): Promise<readonly (CheckOutcome | null)[]> => {
    const planned = readSafely(() => checkMany?.request(tickets) ?? null);
    if (planned === null) return [];
    const answer = answerOf(await client.exchange(planned));
    if (answer.kind === 'answered') {
      return readSafely(() => checkMany?.read(answer.reply, tickets) ?? null) ?? [];
    }
    // An error of the list call says nothing about any single job: not every gateway has the call.
    if (!HOLDS_FOR_ALL.includes(answer.failure.kind)) return [];
    return tickets.map(() => ({ kind: 'unreachable', failure: answer.failure }));
  };

  const ask =
    checkMany === undefined
      ? alone
      : gatherChecks({ ticketsMax: checkMany.ticketsMax, alone, together });

  return async (ticket) => {
    const planned = plan(ticket);
    const outcome = planned.kind === 'answered' ? planned.outcome : await ask(ticket);
    if (outcome.kind !== 'failed' && outcome.kind !== 'unreachable') return outcome;
    const { failure } = outcome;
    return { ...outcome, failure: { ...failure, detail: scrub(failure.detail, vendor.secrets) } };
  };
}
