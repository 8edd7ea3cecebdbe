import type { UsageReport } from '#domain/usage.ts';
import type { Attachment } from './messenger.ts';

/** The background that a picture is drawn for. */
export type Theme = 'light' | 'dark';

/** The series of the chart. */
export type UsageGroup = 'grids' | 'variations' | 'upscales' | 'videos' | 'texts';

/** The texts of a usage chart: plain data, since it is sent to another thread. */
export type UsageWords = {
  /** For number formats and the choice of fonts. */
  readonly language: string;
  readonly title: string;
  readonly members: string;
  readonly groups: Readonly<Record<UsageGroup, string>>;
};

/** The chart, or the reason that it was not drawn. */
export type ChartOutcome =
  | { readonly kind: 'drawn'; readonly picture: Attachment }
  /** The chart is optional. */
  | { readonly kind: 'failed'; readonly detail: string };

/** Draws charts. */
export type Charts = {
  /** Daily usage by action group, and the most active members. */
  drawUsage(report: UsageReport, theme: Theme, words: UsageWords): Promise<ChartOutcome>;
};
