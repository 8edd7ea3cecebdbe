/**
 * One run of the picture process, and whole messages to and from it. The bytes of large ones are in a folder that goes with
 * the process, however it ends.
 */
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Log } from '#ports/log.ts';
import { joinMessage, messageFile, partMessage } from './parted-message.ts';
import type { OrderMessage } from './picture-messages.ts';

/** A running process. */
export type PictureChannel = {
  /** Rejects if the order cannot be cloned; nothing was sent then. */
  send(message: OrderMessage): Promise<void>;
  /** Only a held process keeps the bot alive. */
  hold(isHeld: boolean): void;
  /** It ends by itself. */
  disconnect(): void;
  kill(): void;
  /** Kills it; resolves when it and its folder are gone. */
  close(): Promise<void>;
};

const sentMessage = z.object({ id: z.int() });

/** MiB of a V8 semi-space: pictures are outside the heap, and there are few objects. */
const SETTINGS = ['--max-semi-space-size=1'];
/** Concurrent pictures: more than the processors only cost memory. Node's default is 4. */
const THREADS = String(Math.max(2, Math.min(4, availableParallelism())));

/** Starts a process that calls `answerPictureOrders`. */
export function openPictureChannel({
  script,
  folder,
  environment,
  log,
  onMessage,
  onBroken,
  onExit,
}: {
  readonly script: URL;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Pick<Log, 'warn'>;
  /** A reply to the order of that id; rejects if it cannot be read. */
  readonly onMessage: (id: number, message: Promise<unknown>) => void;
  /** It takes no more messages, but may be running. */
  readonly onBroken: (how: string) => void;
  readonly onExit: (how: string) => void;
}): PictureChannel {
  const unwritten = (error: unknown) => log.warn({ error }, 'pictures sent without a file');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    unwritten(error);
  }
  const child = fork(script, [folder], {
    execArgv: SETTINGS,
    serialization: 'advanced',
    env: { UV_THREADPOOL_SIZE: THREADS, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (sent) => {
    const { data } = sentMessage.safeParse(sent);
    // A decoder that was taken over must not choose a path, nor end the bot.
    if (data === undefined) onBroken('it sent something else than an answer');
    else onMessage(data.id, joinMessage(sent, messageFile(folder, data.id, 'answer')));
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    child.on('error', (error) => {
      // One that never started does not exit either.
      if (child.pid === undefined) resolve(error.message);
      else onBroken(error.message);
    });
  });
  const gone = ended.then(async (how) => {
    onExit(how);
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      // The next start of the bot removes it.
      log.warn({ error }, 'picture folder not removed');
    }
  });

  return {
    send: async (message) => {
      const file = messageFile(folder, message.id, 'order');
      const sent = await partMessage(message, file, unwritten);
      child.send(sent, (error) => {
        if (error !== null) onBroken(error.message);
      });
    },
    hold: (isHeld) => {
      for (const one of [child, child.channel]) {
        if (isHeld) one?.ref();
        else one?.unref();
      }
    },
    disconnect: () => child.disconnect(),
    kill: () => void child.kill('SIGKILL'),
    close: async () => {
      child.ref();
      child.kill('SIGKILL');
      await gone;
    },
  };
}
