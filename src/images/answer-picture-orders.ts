/** The picture process's side: it answers every order and ends when its parent disconnects. */
import { writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { joinMessage, messageFile, partMessage } from './parted-message.ts';
import {
  type AnswerMessage,
  isNumbered,
  isOrderMessage,
  type PicturePart,
} from './picture-messages.ts';

/** Carries out one order. */
export type CarryOut = (order: unknown) => Promise<unknown>;

/**
 * The OOM score adjustment on Linux, in thousandths of memory: this process is killed before the bot, which has more to
 * lose.
 */
const KILLED_FIRST = '500';

/** Serves the parent process. Parts are loaded on first use; `folder` has the bytes of messages. */
export function answerPictureOrders(
  load: Readonly<Record<PicturePart, () => Promise<CarryOut>>>,
  folder = process.argv[2] ?? '',
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
  raiseOomScore();
  // Terminals and supervisors send it to the whole process group: the bot decides when this process ends.
  process.on('SIGINT', () => null);
  process.on('SIGTERM', () => null);
  process.on('disconnect', () => process.exit(0));
  const answerTo = async (id: number, sent: unknown): Promise<AnswerMessage> => {
    try {
      const message = await joinMessage(sent, messageFile(folder, id, 'order'));
      if (!isOrderMessage(message)) throw new TypeError('not an order');
      const carryOut = await partOf(message.part);
      return { kind: 'answered', id, answer: await carryOut(message.order) };
    } catch (cause) {
      return {
        kind: 'failed',
        id,
        error: cause instanceof Error ? cause : new Error(String(cause)),
      };
    }
  };
  process.on('message', (sent) => {
    if (!isNumbered(sent)) throw new TypeError('not a message');
    const { id } = sent;
    void answerTo(id, sent)
      .then((answered) => partMessage(answered, messageFile(folder, id, 'answer'), warn))
      .then((answered) => process.send?.(answered));
  });
}

const warn = (error: unknown): void => process.emitWarning(`sent without a file: ${String(error)}`);

function raiseOomScore(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', KILLED_FIRST);
  } catch (error) {
    // A sandbox may forbid it, which is harmless.
    process.emitWarning(`Linux is not told to end the picture process first: ${String(error)}`);
  }
}
