/**
 * One process of several holds the sessions with Discord; the others stand by. When it dies, one of them takes over
 * within its term and a few seconds, and resumes the sessions from the store. Relies on the presence for who is alive.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import type { Gateway, GatewayIdentity } from './gateway-port.ts';

const CHORE = 'gateway';
/** How often it is looked whose turn it is. */
const LOOK_EVERY_MS = 2_000;

/** The gateway of this process among those of the others. */
export type HeldGateway = {
  readonly identity: GatewayIdentity;
  /** Looks no more; the sessions are the gateway's to close. */
  close(): Promise<void>;
};

/**
 * Connects where no other process has, else stands by; resolves when it is known who the bot is.
 *
 * @throws {Error} Where Discord refuses the token.
 */
export async function holdGateway(parts: {
  readonly gateway: Gateway;
  readonly presence: Pick<Presence, 'takeChore'>;
  readonly onInteraction: (payload: unknown) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): Promise<HeldGateway> {
  const { gateway, presence, onInteraction, clock, log } = parts;
  const closing = new AbortController();
  let isHeld = await presence.takeChore(CHORE);
  const identity = isHeld ? await gateway.connect(onInteraction) : await gateway.identify();

  /** False once there is nothing left to look for. */
  async function look(): Promise<boolean> {
    const isOurs = await presence.takeChore(CHORE);
    if (closing.signal.aborted) return false;
    if (isHeld && !isOurs) {
      // This process was taken for dead. Two sessions would both answer, and it cannot know what it missed.
      log.error({}, 'gateway taken over by another process');
      await gateway.close();
      return false;
    }
    if (!isHeld && isOurs) {
      log.info({}, 'gateway taken over');
      isHeld = true;
      await gateway.connect(onInteraction);
    }
    return true;
  }

  async function lookOn(): Promise<void> {
    for (let goesOn = true; goesOn; ) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, closing.signal);
      if (closing.signal.aborted) return;
      try {
        goesOn = await look();
      } catch (error) {
        log.warn({ error }, 'gateway turn not known');
      }
    }
  }
  const looking = lookOn();
  return {
    identity,
    close: async () => {
      closing.abort();
      await looking;
    },
  };
}
