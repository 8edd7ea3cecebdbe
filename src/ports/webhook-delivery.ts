/** A delivery as it arrived; signatures cover the raw bytes, so nothing is parsed before. */
export type WebhookDelivery = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Uint8Array;
};

/** What a delivery is worth. It can only wake a job; the job then asks the vendor itself. */
export type WebhookVerdict =
  /** Signed by the vendor, or the vendor signs nothing and the secret in the address must do. */
  | {
      readonly kind: 'genuine';
      /** The vendor's own id of the task; null where the body does not say. */
      readonly task: string | null;
      /** Worth looking now; false for mere progress. */
      readonly final: boolean;
    }
  | { readonly kind: 'forged'; readonly detail: string };
