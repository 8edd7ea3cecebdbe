/** The picture process's own side: it answers every order and ends when nobody is at the other end. */
import { writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { type AnswerMessage, isOrderMessage, type PicturePart } from './picture-messages.ts';

/** Carries out one order. */
export type CarryOut = (order: unknown) => Promise<unknown>;

/**
 * What Linux adds to a process's share of memory when it looks for one to kill, in thousandths: before the bot, which
 * has more to lose.
 */
const KILLED_FIRST = '500';

/** Serves the process that started this one. Parts are loaded when first asked. */
export function answerPictureOrders(
  load: Readonly<Record<PicturePart, () => Promise<CarryOut>>>,
): void {
  const parts = new Map<PicturePart, Promise<CarryOut>>();
  const partOf = (name: PicturePart): Promise<CarryOut> => {
    const part = parts.get(name) ?? loadNow(name);
    parts.set(name, part);
    return part;
  };
  const loadNow = async (name: PicturePart): Promise<CarryOut> => {
    const part = await load[name]();
    // What was compiled is saved for the next start: a process that is killed saves nothing as it ends.
    flushCompileCache();
    return part;
  };
  offerToBeKilled();
  // Sent to all of a group by a terminal or a supervisor: the bot says when this process ends.
  process.on('SIGINT', () => null);
  process.on('SIGTERM', () => null);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    if (!isOrderMessage(message)) throw new TypeError('no order');
    const { id, part, order } = message;
    void partOf(part)
      .then((carryOut) => carryOut(order))
      .then(
        (answer): AnswerMessage => ({ kind: 'answered', id, answer }),
        (cause: unknown): AnswerMessage => ({
          kind: 'failed',
          id,
          error: cause instanceof Error ? cause : new Error(String(cause)),
        }),
      )
      .then((answered) => process.send?.(answered));
  });
}

function offerToBeKilled(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', KILLED_FIRST);
  } catch (error) {
    // A sandbox may forbid it; pictures are drawn all the same.
    process.emitWarning(`Linux is not told to end the picture process first: ${String(error)}`);
  }
}
