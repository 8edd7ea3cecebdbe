import type { ActionName } from './action.ts';
import type { Failure } from './failure.ts';
import type { Cell } from './geometry.ts';
import type { ChannelId, GuildId, JobId, MessageId, UserId } from './ids.ts';
import type { JobResult, Picture } from './result.ts';
import type { Speed } from './speed.ts';

/**
 * The state of a job. `due` below means the row's `dueAtMs`, when a worker next looks at it.
 * - `queued`: accepted, with its credits reserved; waits for a slot or for a retry. A crash here leaves a row that any
 * worker claims.
 * - `submitting`: the intent to submit is on disk. After a crash here it is unknown whether the vendor was called: an
 * idempotent vendor is called again with the same key, any other is searched for the job, and never called twice.
 * - `running`: the vendor issued a ticket; the worker polls at `due`, a webhook moves `due` forward.
 * - `delivering`: the result's pictures are in the archive; the final message may or may not be posted. A crash here is
 * followed by a search for the message before posting again.
 * - `done`: settled. Nothing is due.
 * - `failed`, `cancelled`: refunded. Due once more, until the person has been notified.
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

/** Discord's own default, which every server has that has not chosen a language. */
export const DEFAULT_LOCALE = 'en-US';

/** The requester, channel and interaction of a job; fixed when the job is accepted. */
export type JobOrigin = {
  /** The interaction, or the message of the question that it answered; unique per job. */
  readonly interactionId: string;
  readonly interactionToken: string;
  /** The interaction's own time; its token expires 15 minutes later. */
  readonly interactionAtMs: number;
  readonly applicationId: string;
  readonly guildId: GuildId;
  readonly channelId: ChannelId;
  /** The parent channel of a thread, whose limits also apply; not stored with the job. */
  readonly parentChannelId?: ChannelId;
  /** Absent: for all ages. */
  readonly age?: 'restricted' | 'unknown';
  readonly userId: UserId;
  readonly userName: string;
  /** The person's language, `DEFAULT_LOCALE` where Discord does not send it. */
  readonly locale: string;
  /** The server's language, for public messages; null if Discord did not send it, as in older jobs. */
  readonly serverLocale: string | null;
  /** The message whose button was pressed; null for a command. */
  readonly sourceMessageId: MessageId | null;
  /** The largest file that may be attached there, in bytes. */
  readonly attachmentBytesMax: number;
};

/** A picture uploaded with a request. It is in the archive; the link may be dead. */
export type GivenImage = Picture & {
  /** Its link in the prompt, or the URL that it was fetched from, which is public for a while. */
  readonly url: string;
};

/** The request in the product's own terms; fixed when the job is accepted. */
export type JobRequest = {
  readonly action: ActionName;
  readonly cell: Cell | null;
  /** Lossless text of the parsed prompt, including parameters. */
  readonly prompt: string;
  readonly speed: Speed;
  /** The pictures of `blend`, `describe` and `edit`, and those linked in a prompt; absent if there are none. */
  readonly images?: readonly GivenImage[];
  /** Only the person may see it; absent: everyone in the channel. */
  readonly visibility?: 'stealth';
  /** The person's translation setting; absent: it depends on the prompt's script. */
  readonly translation?: 'on' | 'off';
  /** The prompt was rewritten in a modal. */
  readonly remixed?: true;
  /** Its pictures are posted as spoilers in the original channel. */
  readonly isSpoiler?: true;
  /** The archive's key of the mask: a PNG of the parent picture's size, white = repaint. */
  readonly mask?: string;
};

/** A complete job. `revision` grows with every claim and save: a save by a previous holder is refused. */
export type Job = {
  readonly id: JobId;
  readonly revision: number;
  readonly parentId: JobId | null;
  /** The first ancestor; a job without a parent is its own root. */
  readonly rootId: JobId;
  readonly origin: JobOrigin;
  readonly request: JobRequest;
  readonly vendor: string;
  /** The reserved credits, fixed at acceptance. */
  readonly priceCredits: number;
  readonly state: JobState;
  /** The current step of the vendor's plan, from 0. */
  readonly stepIndex: number;
  /** Failed attempts of the current step or delivery. */
  readonly attempts: number;
  readonly progressPercent: number | null;
  /** Null: nothing to do, or waiting for a slot (`queued`). */
  readonly dueAtMs: number | null;
  /** When the vendor accepted the current step; null before that. */
  readonly acceptedAtMs: number | null;
  /** The deadline of a running job; null before the vendor accepted it. */
  readonly deadlineAtMs: number | null;
  /** The message that shows progress; null until Discord's reply to the acknowledgement is known. */
  readonly progressMessageId: MessageId | null;
  /** A final message may already exist: it is searched for before posting. */
  readonly postAttempted: boolean;
  readonly finalChannelId: ChannelId | null;
  readonly finalMessageId: MessageId | null;
  readonly result: JobResult | null;
  readonly failure: Failure | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Its pictures and videos were deleted; absent: they exist. */
  readonly filesRemoved?: true;
  /** Its prompt was deleted; absent: it exists. */
  readonly forgotten?: true;
};

/** Whether the state can no longer change. */
export function isFinal(state: JobState): boolean {
  return FINAL_STATES.includes(state);
}
