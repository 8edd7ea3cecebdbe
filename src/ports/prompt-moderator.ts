/** The result of moderating a text. */
export type PromptVerdict =
  | { readonly kind: 'fine' }
  /** Flagged, with the service's category names, if any. */
  | { readonly kind: 'flagged'; readonly categories: readonly string[] }
  /** There was no valid reply. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** An external moderation service, called before a text goes to a vendor. */
export type PromptModerator = {
  /** Resolves within seconds, and never throws for failures of the service. */
  moderate(text: string): Promise<PromptVerdict>;
  /** The current outage with its cause; null while the service responds, undefined before the first request. */
  trouble(): { readonly sinceMs: number; readonly detail: string } | null | undefined;
};
