/**
 * The webhook addresses given to vendors. Their tokens are derived from a secret that never leaves the store, so that
 * nothing more is saved with a step and no token can be guessed from another. The comparison takes constant time.
 */

import { createHmac } from 'node:crypto';
import { isSameToken } from '#application/same-token.ts';
import type { JobId } from '#domain/ids.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Random } from '#ports/random.ts';

/** A step at one vendor: a job that changed its vendor has the same step at another. */
export type AddressedStep = {
  readonly vendor: string;
  readonly jobId: JobId;
  readonly stepIndex: number;
};

/** Makes the address for a step, and checks the token of a request to it. */
export type WebhookAddresses = {
  /** Null without a public URL: vendors could not reach it. */
  addressOf(step: AddressedStep): string | null;
  isTokenOf(token: string, step: AddressedStep): boolean;
};

/** Addresses under the public URL. */
export function createWebhookAddresses(settings: {
  readonly publicUrl: string | null;
  readonly secret: string;
}): WebhookAddresses {
  const tokenOf = ({ vendor, jobId, stepIndex }: AddressedStep): string =>
    createHmac('sha256', settings.secret)
      .update(`${vendor}/${jobId}/${stepIndex}`)
      .digest('base64url');
  return {
    addressOf: (step) =>
      settings.publicUrl === null
        ? null
        : `${settings.publicUrl}/webhooks/${step.vendor}/${step.jobId}/${tokenOf(step)}`,
    isTokenOf: (token, step) => isSameToken(token, tokenOf(step)),
  };
}

const SECRET_FACT = 'webhook-secret';

/** The secret that tokens are derived from; created once per database. */
export async function webhookSecret(
  store: FactStore,
  random: Pick<Random, 'secret'>,
): Promise<string> {
  const known = await store.readFact(SECRET_FACT);
  if (known !== null) return known;
  const secret = random.secret();
  if (await store.replaceFact(SECRET_FACT, null, secret)) return secret;
  // Another process created it at the same moment; all use the same one.
  return webhookSecret(store, random);
}
