/**
 * What the buttons of the nine parts say: which picture, what is chosen so far, which button this is, and the
 * message to reply to. All of it comes back from outside; reading accepts one spelling and never throws.
 */
import { type JobId, type MessageId, messageId, parseJobId } from '#domain/ids.ts';

export const PARTS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Part = (typeof PARTS)[number];

export type RegionId = {
  readonly jobId: JobId;
  /** The parts chosen before this press. */
  readonly chosen: readonly Part[];
  readonly press: Part | 'go' | 'stop';
  readonly sourceMessageId: MessageId;
};

const FORM = /^r1\.([0-9a-z]{16})\.([01]{9})\.([0-8]|go|stop)\.(\d{1,20})$/;

export function encodeRegionId({ jobId, chosen, press, sourceMessageId }: RegionId): string {
  const bits = PARTS.map((part) => (chosen.includes(part) ? '1' : '0')).join('');
  return `r1.${jobId}.${bits}.${press}.${sourceMessageId}`;
}

export function decodeRegionId(text: string): RegionId | null {
  const [, id = '', bits = '', press = '', message = ''] = FORM.exec(text) ?? [];
  const jobId = parseJobId(id);
  if (jobId === null) return null;
  const part = PARTS.find((each) => String(each) === press);
  return {
    jobId,
    chosen: PARTS.filter((each) => bits[each] === '1'),
    press: part ?? (press === 'go' ? 'go' : 'stop'),
    sourceMessageId: messageId(message),
  };
}

/** Custom ids of the dialog that Repaint opens: the button's own with `.m` behind it. */
const DIALOG_TAIL = '.m';

export const encodeRegionDialogId = (id: RegionId): string => `${encodeRegionId(id)}${DIALOG_TAIL}`;

/** The press of a dialog's id, or null for any other text. */
export function decodeRegionDialogId(text: string): RegionId | null {
  if (!text.endsWith(DIALOG_TAIL)) return null;
  const id = decodeRegionId(text.slice(0, -DIALOG_TAIL.length));
  return id?.press === 'go' ? id : null;
}
