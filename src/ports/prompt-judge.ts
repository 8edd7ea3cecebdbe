/** What a judge made of a text. */
export type PromptVerdict =
  | { readonly kind: 'fine' }
  /** Against the rules; the judge's own names for which of them, perhaps none. */
  | { readonly kind: 'flagged'; readonly categories: readonly string[] }
  /** There was no answer, or none that could be read. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Somebody outside who says whether a text is against the rules, before it goes to a vendor. */
export type PromptJudge = {
  /** Answers within seconds, and never throws for what the other side does. */
  judge(text: string): Promise<PromptVerdict>;
  /** Since when there has been no answer, and why; null while there is one. */
  trouble(): { readonly sinceMs: number; readonly detail: string } | null;
};
