import type { ActionName } from '#domain/action.ts';

/** Actions it never supports, whatever the settings, and why: quoting its documentation where possible. */
export type VendorLack = { readonly actions: readonly ActionName[]; readonly why: string };

/** Notes for operators choosing a vendor that the capabilities cannot express; only printed. */
export type VendorNotes = {
  /** The URL of its API documentation. */
  readonly documentation: string;
  /** The vendor and its peculiarities, in a sentence or two. */
  readonly summary: string;
  /** What happens to a submission whose reply was lost. */
  readonly lostAnswer: string;
  /** How it reports the end of a job, and how a report is authenticated. */
  readonly reports: string;
  readonly lacks: readonly VendorLack[];
};
