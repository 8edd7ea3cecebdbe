import type { ActionName } from '#domain/action.ts';

/** Something it never does, whatever the settings, and why: in its pages' words where they say. */
export type VendorLack = { readonly actions: readonly ActionName[]; readonly why: string };

/** What an operator who chooses a vendor should know and no capability says; printed, never read. */
export type VendorNotes = {
  /** Where it documents its API. */
  readonly documentation: string;
  /** What it is and what is special about it, in a sentence or two. */
  readonly summary: string;
  /** What becomes of a submission whose answer was lost. */
  readonly lostAnswer: string;
  /** How it reports the end of a job, and how a report is known to be its own. */
  readonly reports: string;
  readonly lacks: readonly VendorLack[];
};
