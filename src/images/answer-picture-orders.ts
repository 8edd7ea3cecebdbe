/** The picture process's side: it answers every order and ends when its parent disconnects. */
import { writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { type AnswerMessage, isOrderMessage, type PicturePart } from './picture-messages.ts';

/** Carries out one order. */
export type CarryOut = (order: unknown) => Promise<unknown>;

/**
 * The OOM score adjustment on Linux, in thousandths of memory: this process is killed before the bot, which has more to
 * lose.
 */
const KILLED_FIRST = '500';

/** Serves the parent process. Parts are loaded on first use. */
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
    // Saves the compile cache for the next start, because a killed process saves nothing.
    flushCompileCache();
    return part;
  };
  offerToBeKilled();
  // Terminals and supervisors send it to the whole process group: the bot decides when this process ends.
  process.on('SIGINT', () => null);
  process.on('SIGTERM', () => null);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    if (!isOrderMessage(message)) throw new TypeError('not an order');
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
    // A sandbox may forbid it, which is harmless.
    process.emitWarning(`Linux is not told to end the picture process first: ${String(error)}`);
  }
}
