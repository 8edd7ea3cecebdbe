import type { UsageReport } from '#domain/usage.ts';
import type { Attachment } from './messenger.ts';

/** What a picture is drawn for to stand on. */
export type Theme = 'light' | 'dark';

/** What is told apart by colour. */
export type UsageGroup = 'grids' | 'variations' | 'upscales' | 'videos' | 'texts';

/** What stands in the picture of a server's use: data only, since it crosses to another thread. */
export type UsageWords = {
  /** How numbers are written, and which letters have to be there. */
  readonly language: string;
  readonly title: string;
  readonly members: string;
  readonly groups: Readonly<Record<UsageGroup, string>>;
};

/** The chart, or why it was not drawn. */
export type ChartOutcome =
  | { readonly kind: 'drawn'; readonly picture: Attachment }
  /** The figures are as good without it. */
  | { readonly kind: 'failed'; readonly detail: string };

/** Draws figures. */
export type Charts = {
  /** Daily use by what was asked for, and the members who used most. */
  drawUsage(report: UsageReport, theme: Theme, words: UsageWords): Promise<ChartOutcome>;
};
