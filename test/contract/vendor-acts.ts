/** What the vendors' own tests do alike on their benches: follow-ups made, outcomes in words, what was sent. */
import type { ActionName } from '#domain/action.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import { makeParent, requestFor, runPlan, throughJson, type VendorBench } from './vendor-bench.ts';

type Outcome = { readonly kind: string; readonly failure?: { readonly kind: string } };

/** `refused moderated`, `accepted`. */
export const outcomeWords = ({ kind, failure }: Outcome): string =>
  `${kind} ${failure?.kind ?? ''}`.trim();

/** A picture of a grid after its U, which no vendor was asked for. */
export async function soloOf(bench: VendorBench, prompt: string): Promise<VendorParent> {
  return { ...(await makeParent(bench, 3, prompt)), action: 'upscale' };
}

/** A follow-up with its parent's own words. */
export const followUpOf = (
  action: ActionName,
  parent: VendorParent,
  more: Partial<VendorRequest> = {},
): VendorRequest => requestFor(action, { parent, prompt: parent.prompt, ...more });

/** What the request came to, to be followed up in its turn. */
export async function resultOf(bench: VendorBench, request: VendorRequest): Promise<VendorParent> {
  const { handle } = await runPlan(bench, request);
  const { action, prompt } = request;
  return { action, cell: null, prompt, handle: throughJson(handle) };
}

/** Everything that was posted from a request on: the last part of its path, and its body. */
export const postsOf = ({ emulator }: VendorBench, from = 0) =>
  emulator.requests
    .slice(from)
    .filter(({ method }) => method === 'POST')
    .map(({ path, body }) => ({ path: path.split('/').at(-1), body: JSON.parse(body) }));

/** The bodies of orders, oldest first. */
export const ordersOf = ({ emulator }: VendorBench): readonly Record<string, unknown>[] =>
  emulator.requests
    .filter(({ operation }) => operation === 'submit')
    .map(({ body }) => JSON.parse(body));
