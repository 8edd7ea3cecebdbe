/**
 * How error replies are classified, as tables: for a submit (may it have been billed?) and for a check (is the job
 * over?). A vendor's own rows come first; they apply only where its own error envelope was recognised, because a
 * proxy's 503 says nothing about the vendor behind it.
 */
import type { FailureKind } from '#domain/failure.ts';

/** `refused`: certainly not accepted. `lost`: unknown. */
export type SubmitRule = {
  readonly outcome: 'refused' | 'lost';
  readonly kind: FailureKind;
  /** For requests without a parent, where the kind above would blame the parent. */
  readonly kindOfFirst?: FailureKind;
};

/** `failed`: the job is over. `unreachable`: the job is unaffected, poll again later. */
export type CheckRule = { readonly outcome: 'failed' | 'unreachable'; readonly kind: FailureKind };

/** Rows by the vendor's code, by status (`404`) or by class (`4xx`). */
export type FailureTable<Rule> = { readonly [code: string]: Rule };

/** A vendor's own rows. */
export type FailureOverrides = {
  readonly submit?: FailureTable<SubmitRule>;
  readonly check?: FailureTable<CheckRule>;
};

/** The outcome of a submit by the error's HTTP status; a vendor's own codes come first. */
export const SUBMIT_FAILURES: FailureTable<SubmitRule> = {
  // An error inside a 200 with an unlisted code: refused, with a kind that is not retried.
  '2xx': { outcome: 'refused', kind: 'generation-failed' },
  // The base URL is wrong (http for https, an old host); the method is kept, so nothing was done.
  301: { outcome: 'refused', kind: 'unavailable' },
  307: { outcome: 'refused', kind: 'unavailable' },
  308: { outcome: 'refused', kind: 'unavailable' },
  // `See Other` is how some servers say "done, look there".
  '3xx': { outcome: 'lost', kind: 'lost' },
  400: { outcome: 'refused', kind: 'input-refused' },
  401: { outcome: 'refused', kind: 'unauthorized' },
  402: { outcome: 'refused', kind: 'out-of-credit' },
  403: { outcome: 'refused', kind: 'unauthorized' },
  404: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unavailable' },
  // Proxies send it when the upstream was slow, after forwarding the request.
  408: { outcome: 'lost', kind: 'lost' },
  409: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'internal' },
  410: { outcome: 'refused', kind: 'action-unavailable', kindOfFirst: 'unavailable' },
  425: { outcome: 'refused', kind: 'unavailable' },
  429: { outcome: 'refused', kind: 'rate-limited' },
  '4xx': { outcome: 'refused', kind: 'input-refused' },
  501: { outcome: 'refused', kind: 'action-unavailable' },
  // 502, 503 and 504 mostly come from a proxy that may already have forwarded the request.
  '5xx': { outcome: 'lost', kind: 'lost' },
};

/** The outcome of a poll by the error's HTTP status; a vendor's own codes come first. */
export const CHECK_FAILURES: FailureTable<CheckRule> = {
  // Vendors, and proxies in front of them, may not know a ticket for a while after accepting it.
  404: { outcome: 'unreachable', kind: 'not-found' },
  410: { outcome: 'failed', kind: 'not-found' },
  401: { outcome: 'unreachable', kind: 'unauthorized' },
  402: { outcome: 'unreachable', kind: 'out-of-credit' },
  403: { outcome: 'unreachable', kind: 'unauthorized' },
  408: { outcome: 'unreachable', kind: 'unavailable' },
  425: { outcome: 'unreachable', kind: 'unavailable' },
  429: { outcome: 'unreachable', kind: 'rate-limited' },
  '2xx': { outcome: 'unreachable', kind: 'garbled' },
  '3xx': { outcome: 'unreachable', kind: 'unavailable' },
  '4xx': { outcome: 'unreachable', kind: 'input-refused' },
  '5xx': { outcome: 'unreachable', kind: 'unavailable' },
};

/** The detail of an error that the vendor does not explain. */
export const NO_DETAIL = 'no reason given';

/** The contents of the vendor's own error envelope. */
export type VendorError = {
  /** Its code as text; three digits read as an HTTP status where no row names it. */
  readonly code: string;
  readonly detail: string;
};

/** The row for an error: the vendor's own, else the general one, by code, then status, then class. */
export function failureRule<Rule>(
  general: FailureTable<Rule>,
  own: FailureTable<Rule> | undefined,
  status: number,
  error: VendorError | null,
): Rule | null {
  const codes = [error?.code, String(status)].filter((code) => code !== undefined);
  const ownRule = error === null ? undefined : firstRow(own ?? {}, codes);
  if (ownRule !== undefined) return ownRule;
  const statuses = codes.filter((code) => /^[2-5]\d\d$/.test(code));
  return (
    firstRow(
      general,
      statuses.flatMap((code) => [code, `${code[0]}xx`]),
    ) ?? null
  );
}

function firstRow<Rule>(table: FailureTable<Rule>, keys: readonly string[]): Rule | undefined {
  const key = keys.find((candidate) => Object.hasOwn(table, candidate));
  return key === undefined ? undefined : table[key];
}
