import type { UsageReport } from '#domain/usage.ts';
import type { Attachment } from './messenger.ts';

/** What a picture is drawn for to stand on. */
export type Theme = 'light' | 'dark';

export type ChartOutcome =
  | { readonly kind: 'drawn'; readonly picture: Attachment }
  /** The figures are as good without it. */
  | { readonly kind: 'failed'; readonly detail: string };

/** Draws figures. */
export type Charts = {
  /** Daily use by what was asked for, and the members who used most. */
  drawUsage(report: UsageReport, theme: Theme): Promise<ChartOutcome>;
};
