/**
 * Asks about tickets: alone, or many in one request where the vendor has such a call. It relies on
 * `http-exchange` for how far a request got and on the tables in `failures.ts` for what an answer
 * means. A job is never called over because it could not be asked about.
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

/** Makes a failure of what was said, without secrets. */
export type Fail = (
  kind: FailureKind,
  detail: string,
  more?: { readonly reply?: HttpReply },
) => Failure;

type Answered = { readonly kind: 'answered'; readonly reply: HttpReply };
type Unanswered = Extract<CheckOutcome, { readonly failure: Failure }>;

/** Whoever is asked alone gets the same answer: the service is away, or wants to be asked less. */
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

  /** A whole answer without an error, to be read; or what it means that there is none. */
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
    // An error about a list says nothing of any one job in it: not every gateway has the call.
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
