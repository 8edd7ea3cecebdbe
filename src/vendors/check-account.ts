/**
 * Whether a vendor accepts its key, checked by the one request that costs nothing: its balance. A vendor without such a
 * request, or one that does not answer it as documented, stays unchecked; that is not an error.
 */
import type { AccountCheck } from '#ports/vendor.ts';
import type { VendorSpecification } from './define-vendor.ts';
import { failureRule, SUBMIT_FAILURES } from './failures.ts';
import type { HttpClient } from './http-exchange.ts';
import { describeReply, isSuccess, readSafely } from './read-reply.ts';

/** Reads the balance and derives from the reply whether the key is valid. `hide` removes secrets from a detail. */
export async function checkAccount(
  specification: VendorSpecification,
  client: Pick<HttpClient, 'exchange'>,
  hide: (detail: string) => string,
): Promise<AccountCheck> {
  const { balance } = specification;
  if (balance === undefined) return { kind: 'unchecked', why: 'no request there is free' };
  const exchange = await client.exchange(balance.request);
  if (exchange.kind !== 'replied') return { kind: 'unchecked', why: hide(exchange.detail) };
  const { reply } = exchange;
  const error = readSafely(() => specification.readError(reply));
  if (error === null && isSuccess(reply)) {
    return { kind: 'accepted', balance: readSafely(() => balance.read(reply)) };
  }
  const rule = failureRule(SUBMIT_FAILURES, specification.failures?.submit, reply.status, error);
  const detail = hide(describeReply(reply, error));
  return rule?.kind === 'unauthorized'
    ? { kind: 'rejected', detail }
    : { kind: 'unchecked', why: detail };
}
