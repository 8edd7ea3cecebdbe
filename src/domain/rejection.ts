import type { PromptProblem } from '#domain/prompt/problem.ts';
import type { FailureKind } from './failure.ts';
import type { JobId } from './ids.ts';
import type { Inability } from './inability.ts';
import type { LimitRejection } from './limits.ts';
import type { NeededPermission } from './needed-permission.ts';

/** One of several pictures that came with a request. */
export type WhichImage =
  | { readonly kind: 'numbered'; readonly number: number }
  | { readonly kind: 'style' }
  | { readonly kind: 'reference' }
  | { readonly kind: 'link'; readonly url: string };

/**
 * The reason that a request was refused before anything was accepted or spent. It is shown only to the requester, with
 * what to do next; texts are in the Discord adapter.
 */
export type Rejection =
  | { readonly kind: 'prompt-problem'; readonly problem: PromptProblem }
  /** An operator blocked the person. */
  | { readonly kind: 'member-blocked'; readonly operatorIds: readonly string[] }
  /** Results from an age-restricted channel are not shown in an unrestricted one. */
  | { readonly kind: 'age-restricted' }
  /** The prompt contains a banned word, here in the list's spelling. */
  | {
      readonly kind: 'banned-word';
      readonly word: string;
      readonly scope: 'operator' | 'server';
    }
  /** The moderation service flagged the prompt; its own category names. */
  | { readonly kind: 'prompt-flagged'; readonly categories: readonly string[] }
  /** The moderation service does not respond, and no unmoderated prompt is sent to a vendor. */
  | { readonly kind: 'moderation-unreachable' }
  | {
      readonly kind: 'prompt-too-long';
      readonly characters: number;
      readonly charactersMax: number;
      readonly vendorLabel: string;
    }
  | {
      readonly kind: 'credits-exhausted';
      readonly neededCredits: number;
      readonly availableCredits: number;
      readonly renewsAtMs: number;
      /** The price in relax, if the server has enough credits for it. */
      readonly relaxedCredits?: number;
    }
  /** A limit set by an administrator or an operator. */
  | LimitRejection
  /** The server awaits approval by one of the operators. */
  | { readonly kind: 'server-waiting'; readonly operatorIds: readonly string[] }
  /** The bot is restricted to other servers. */
  | { readonly kind: 'server-not-served'; readonly operatorIds: readonly string[] }
  /** The member's queue is full. */
  | { readonly kind: 'queue-full' }
  /** The job is unknown, in another server, or hidden from this person. */
  | { readonly kind: 'job-unknown' }
  /** The pictures that the action needs were deleted; `again`: a job that can be rerun. */
  | { readonly kind: 'files-removed'; readonly again: JobId | null }
  /** An operator took the job down. */
  | { readonly kind: 'taken-down' }
  /** The job's prompt was deleted, so that it allows no follow-ups. */
  | { readonly kind: 'words-removed' }
  /** The job does not offer this action (any more). */
  | { readonly kind: 'button-stale'; readonly jobId: JobId }
  /** The button names no job that could be shown again. */
  | { readonly kind: 'button-unknown' }
  /** The settings panel offers a choice that no longer exists. */
  | { readonly kind: 'panel-stale' }
  /** The suggested correction was already run or has expired. */
  | { readonly kind: 'fix-stale' }
  | { readonly kind: 'job-unfinished' }
  | { readonly kind: 'job-not-shown'; readonly state: 'failed' | 'cancelled' }
  | { readonly kind: 'not-yours' }
  /** There is nothing to cancel: the job is delivering or has ended. */
  | { readonly kind: 'job-over'; readonly state: 'delivering' | 'done' | 'failed' | 'cancelled' }
  /** The person has cancelled that many jobs in a day that a vendor bills. */
  | { readonly kind: 'cancelled-too-often'; readonly most: number }
  /** The message that a command was used on does not show a job of the bot. */
  | { readonly kind: 'no-job-there' }
  /** No configured vendor can run it now. */
  | {
      readonly kind: 'vendor-unable';
      readonly why: Inability;
      readonly failure: FailureKind | null;
    }
  /** The bot lacks permissions in the channel. */
  | { readonly kind: 'permission-missing'; readonly permissions: readonly NeededPermission[] }
  /** The application was added to the server, or to the person's account, without its bot. */
  | { readonly kind: 'bot-missing'; readonly applicationId: string }
  /** A private thread that the bot was not added to; a member can add it by a mention. */
  | { readonly kind: 'thread-not-joined'; readonly botUserId: string }
  /** Discord temporarily refuses the bot's messages there, such as after a time-out by a moderator. */
  | { readonly kind: 'messages-refused'; readonly untilMs: number }
  /** A limit on concurrent requests of one person or server is reached. */
  | {
      readonly kind: 'too-many-requests';
      readonly scope: 'person' | 'server';
      readonly untilMs: number;
    }
  /** The person lacks a permission. */
  | { readonly kind: 'not-permitted'; readonly needed: 'manage-server' | 'override' | 'operator' }
  /** A picture of the request cannot be used; `which` is null if there is only one. */
  | {
      readonly kind: 'image-unusable';
      readonly which: WhichImage | null;
      readonly why:
        | 'not-a-picture'
        | 'heic'
        | 'too-large'
        | 'wrong-format'
        | 'not-reached'
        | 'not-public'
        | 'missing'
        | 'too-many';
      /** The size limit, if it is too large. */
      readonly megabytesMax?: number;
    }
  /** The region to repaint is invalid. */
  | {
      readonly kind: 'region-refused';
      readonly why: 'empty' | 'whole' | 'wrong-size' | 'not-a-mask';
    }
  | { readonly kind: 'guild-only' }
  /** The database cannot be written; `isNotified`: operators are notified if that lasts. */
  | { readonly kind: 'not-saved'; readonly isNotified: boolean }
  | { readonly kind: 'shutting-down' };

/** The refusal, as the outcome of a request. */
export type Rejected = { readonly kind: 'rejected'; readonly rejection: Rejection };

/** The outcome of a refused request. */
export const rejected = (rejection: Rejection): Rejected => ({ kind: 'rejected', rejection });
