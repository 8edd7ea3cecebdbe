/** A raw delivery; signatures cover the bytes, so it is not parsed before verification. */
export type WebhookDelivery = {
  /** Names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Uint8Array;
};

/** The verdict on a delivery. It can only wake a job; the job then polls the vendor itself. */
export type WebhookVerdict =
  /** Signed by the vendor, or, for vendors without signatures, authenticated by the secret in the URL. */
  | {
      readonly kind: 'genuine';
      /** The vendor's task id; null if the body has none. */
      readonly task: string | null;
      /** True at the end of a task; false for progress. */
      readonly final: boolean;
    }
  /** Its signature is missing or wrong. */
  | { readonly kind: 'forged'; readonly detail: string }
  /** The vendor never writes such a body. */
  | { readonly kind: 'unreadable'; readonly detail: string };
