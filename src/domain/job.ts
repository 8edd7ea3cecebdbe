import type { ActionName } from './action.ts';
import type { Failure } from './failure.ts';
import type { Cell } from './geometry.ts';
import type { ChannelId, GuildId, JobId, MessageId, UserId } from './ids.ts';
import type { JobResult, Picture } from './result.ts';
import type { Speed } from './speed.ts';

/**
 * What is true of a job now. `due` below means: the row's `dueAtMs`, when a worker looks next.
 *
 * - `queued`: accepted and paid for by a reservation; waits for a slot or for a retry. A crash here
 *   leaves a row that any worker claims.
 * - `submitting`: the intent to ask the vendor is on disk. A crash here means nobody knows whether
 *   the vendor was asked: an idempotent vendor is asked again with the same key, any other is
 *   searched for the job, and never asked twice.
 * - `running`: the vendor has a ticket; the worker checks at `due`, a webhook moves `due` forward.
 * - `delivering`: the result's pictures are in the archive; the final message may or may not be
 *   posted. A crash here is followed by a search for the message before posting again.
 * - `done`: settled. Nothing is due.
 * - `failed`, `cancelled`: refunded. Due once more, until the person has been told.
 */
export type JobState =
  | 'queued'
  | 'submitting'
  | 'running'
  | 'delivering'
  | 'done'
  | 'failed'
  | 'cancelled';

/** Every state, in the order of a job's life. */
export const JOB_STATES: readonly JobState[] = [
  'queued',
  'submitting',
  'running',
  'delivering',
  'done',
  'failed',
  'cancelled',
];

/** States whose outcome is decided; the reservation is settled or refunded exactly here. */
export const FINAL_STATES: readonly JobState[] = ['done', 'failed', 'cancelled'];

/** Who asked, where, and through which interaction; fixed when the job is accepted. */
export type JobOrigin = {
  /** The interaction, or the message of the question that it answered; no two jobs have the same. */
  readonly interactionId: string;
  readonly interactionToken: string;
  /** The interaction's own time; its token dies 15 minutes later. */
  readonly interactionAtMs: number;
  readonly applicationId: string;
  readonly guildId: GuildId;
  readonly channelId: ChannelId;
  /** Of a thread, the channel that it is in, whose limits hold too; not kept with the job. */
  readonly parentChannelId?: ChannelId;
  /** Absent: for all ages. */
  readonly age?: 'restricted' | 'unknown';
  readonly userId: UserId;
  readonly userName: string;
  /** The person's language. */
  readonly locale: string;
  /** The server's, for what everybody there reads; null where Discord did not say it, as in older jobs. */
  readonly serverLocale: string | null;
  /** The message whose button was pressed; null for a command. */
  readonly sourceMessageId: MessageId | null;
  /** The largest file that may be attached there, in bytes. */
  readonly attachmentBytesMax: number;
};

/** A picture that a person gave with a request. It is in the archive; the link may be dead. */
export type GivenImage = Picture & {
  /** What stands for it in the prompt, or where it was fetched from: public for a while. */
  readonly url: string;
};

/** What was asked, in the product's own terms; fixed when the job is accepted. */
export type JobRequest = {
  readonly action: ActionName;
  readonly cell: Cell | null;
  /** Lossless text of the parsed prompt, parameters included. */
  readonly prompt: string;
  readonly speed: Speed;
  /** What `blend` mixes, `describe` looks at, `edit` changes, and a prompt points at; absent where there is none. */
  readonly images?: readonly GivenImage[];
  /** The person alone may see it; absent: everyone in the channel. */
  readonly visibility?: 'stealth';
  /** Whether the vendor translates, as the person had set it; absent: it depends on the prompt's letters. */
  readonly translation?: 'on' | 'off';
  /** The prompt was rewritten in a modal. */
  readonly remixed?: true;
  /** Its pictures are spoilers where it was asked for. */
  readonly isSpoiler?: true;
  /** The archive's key of the mask: a PNG of the parent picture's size, white = repaint. */
  readonly mask?: string;
};

/**
 * A job, whole. `revision` grows with every claim and every save: the save of whoever held the job
 * before is refused.
 */
export type Job = {
  readonly id: JobId;
  readonly revision: number;
  readonly parentId: JobId | null;
  /** The first ancestor; a job without parent is its own root. */
  readonly rootId: JobId;
  readonly origin: JobOrigin;
  readonly request: JobRequest;
  readonly vendor: string;
  /** Credits held by the reservation, fixed at acceptance. */
  readonly priceCredits: number;
  readonly state: JobState;
  /** The step of the vendor's plan that is being done, from 0. */
  readonly stepIndex: number;
  /** Tries of the current step or delivery that failed and may be repeated. */
  readonly attempts: number;
  readonly progressPercent: number | null;
  /** Null: nothing left to do, or waiting for a slot (`queued`). */
  readonly dueAtMs: number | null;
  /** When the vendor accepted the current step; null before it did. */
  readonly acceptedAtMs: number | null;
  /** When a running job is given up; null before the vendor accepted it. */
  readonly deadlineAtMs: number | null;
  /** The message that shows progress; null until Discord's answer to the acknowledgement is known. */
  readonly progressMessageId: MessageId | null;
  /** A final message may already exist: it is searched for before posting. */
  readonly postAttempted: boolean;
  readonly finalChannelId: ChannelId | null;
  readonly finalMessageId: MessageId | null;
  readonly result: JobResult | null;
  readonly failure: Failure | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Its pictures and videos are no longer kept; absent: they are. */
  readonly filesRemoved?: true;
  /** Its words are no longer kept; absent: they are. */
  readonly forgotten?: true;
};

/** Whether nothing can change the state any more. */
export function isFinal(state: JobState): boolean {
  return FINAL_STATES.includes(state);
}
