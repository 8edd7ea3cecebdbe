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
 * Why a request was refused before anything was accepted or spent. Each is answered to the one
 * person, with what to do next; wording is the Discord edge's.
 */
export type Rejection =
  | { readonly kind: 'prompt-problem'; readonly problem: PromptProblem }
  /** The operator keeps the person from starting anything. */
  | { readonly kind: 'member-blocked'; readonly operatorIds: readonly string[] }
  /** What was made in an age-restricted channel is not shown in one that is none. */
  | { readonly kind: 'age-restricted' }
  /** The prompt holds a word that is on a list, as the list spells it. */
  | {
      readonly kind: 'banned-word';
      readonly word: string;
      readonly whose: 'operator' | 'server';
    }
  /** The judge of prompts says that it is against the rules; its own names for which. */
  | { readonly kind: 'prompt-flagged'; readonly categories: readonly string[] }
  /** The judge of prompts gives no answer, and nothing goes to a vendor unjudged. */
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
      /** What the same needs in relax, where the server has that much. */
      readonly relaxedCredits?: number;
    }
  /** What an administrator or the operator set stands in the way. */
  | LimitRejection
  /** Nobody has decided yet whether the server is served; those who can are named. */
  | { readonly kind: 'server-waiting'; readonly operatorIds: readonly string[] }
  /** The operator serves other servers alone. */
  | { readonly kind: 'server-not-served'; readonly operatorIds: readonly string[] }
  /** The member has as many jobs waiting as may wait. */
  | { readonly kind: 'queue-full' }
  /** The job is unknown, of another server, or not this person's to see. */
  | { readonly kind: 'job-unknown' }
  /** The pictures that the action needs are no longer kept; `again`: the job that can be asked for once more. */
  | { readonly kind: 'files-removed'; readonly again: JobId | null }
  /** The words of the job are no longer kept, so that nothing can follow it. */
  | { readonly kind: 'words-removed' }
  /** The button names a job that does not offer this action (any more). */
  | { readonly kind: 'button-stale' }
  /** What a refused prompt could have run as was run or forgotten. */
  | { readonly kind: 'fix-stale' }
  | { readonly kind: 'job-unfinished' }
  | { readonly kind: 'job-not-shown'; readonly state: 'failed' | 'cancelled' }
  | { readonly kind: 'not-yours' }
  /** Nothing is left to cancel: the result is on its way or there, or the job ended without one. */
  | { readonly kind: 'job-over'; readonly state: 'delivering' | 'done' | 'failed' | 'cancelled' }
  /** The message that a command was used on shows no job of the bot's. */
  | { readonly kind: 'no-job-there' }
  /** No configured vendor can do it now. */
  | {
      readonly kind: 'vendor-unable';
      readonly why: Inability;
      readonly failure: FailureKind | null;
    }
  /** The bot lacks permissions in the channel. */
  | { readonly kind: 'permission-missing'; readonly permissions: readonly NeededPermission[] }
  /** The application was added to the server, or to the person's account, without its bot. */
  | { readonly kind: 'bot-missing'; readonly applicationId: string }
  /** A private thread that the bot was not added to; whoever is in it adds the bot by a mention. */
  | { readonly kind: 'thread-not-joined'; readonly botUserId: string }
  /** Discord refuses the bot's messages there for a while, as after a time-out by a moderator. */
  | { readonly kind: 'messages-refused'; readonly untilMs: number }
  /** More was asked for than one person, or one server, is served at once. */
  | {
      readonly kind: 'too-many-requests';
      readonly whose: 'person' | 'server';
      readonly untilMs: number;
    }
  /** What only some people may do. */
  | { readonly kind: 'not-permitted'; readonly needed: 'manage-server' | 'override' | 'operator' }
  /** A picture that came with a request cannot be used; null where there is only one it can be. */
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
      /** What is taken, where it is too large. */
      readonly megabytesMax?: number;
    }
  /** The part of a picture that is to be painted again makes no sense. */
  | {
      readonly kind: 'region-refused';
      readonly why: 'empty' | 'whole' | 'wrong-size' | 'not-a-mask';
    }
  | { readonly kind: 'guild-only' }
  /** The disk takes no changes; `isTold`: whoever runs the bot has a message about it if that lasts. */
  | { readonly kind: 'not-saved'; readonly isTold: boolean }
  | { readonly kind: 'shutting-down' };

/** The refusal, as the outcome of a request. */
export type Rejected = { readonly kind: 'rejected'; readonly rejection: Rejection };
