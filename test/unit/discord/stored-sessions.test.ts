/** How: two processes on the same facts, one of which does not know yet that it lost its shard. */
import { expect, it } from 'vitest';
import { createStoredSessions } from '#discord/gateway/stored-sessions.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

function setUp() {
  const facts = memoryFacts();
  const process = () => {
    let certain = true;
    const sessions = createStoredSessions({
      facts,
      isCertain: () => certain,
      clock: { nowMs: () => 0, sleepUntil: async () => {} },
      log: listeningLog().log,
    });
    sessions.hold(0);
    return {
      ...sessions,
      doubt: () => {
        certain = false;
      },
    };
  };
  return { facts, process };
}

const session = (sessionId: string, sequence: number) => ({
  resumeURL: 'wss://gateway.example',
  sequence,
  sessionId,
  shardCount: 1,
  shardId: 0,
});

it('the next holder reads what the last one saved when it let go', async () => {
  const { process } = setUp();
  const one = process();
  one.update(0, session('began', 1));
  one.update(0, session('began', 7));
  await one.release(0);
  expect(await process().retrieve(0)).toEqual(session('began', 7));
});

it('what the library says after that changes nothing', async () => {
  const { process } = setUp();
  const one = process();
  one.update(0, session('began', 1));
  await one.release(0);
  one.update(0, null);
  one.update(0, session('other', 9));
  expect(await process().retrieve(0)).toEqual(session('began', 1));
});

it('whoever lost its shard overwrites nothing of the one that has it', async () => {
  const { process } = setUp();
  const old = process();
  old.update(0, session('began', 1));
  await old.release(0);
  old.hold(0);
  await old.retrieve(0);
  const next = process();
  await next.retrieve(0);
  next.update(0, session('next', 2));
  await next.release(0);
  old.doubt();
  old.update(0, session('began', 5));
  await old.release(0);
  expect(await process().retrieve(0)).toEqual(session('next', 2));
});

it('whoever has it for certain overwrites what the other one saved late', async () => {
  const { process } = setUp();
  const old = process();
  old.update(0, session('began', 1));
  await old.release(0);
  const next = process();
  await next.retrieve(0);
  old.hold(0);
  await old.retrieve(0);
  old.update(0, session('began', 3));
  await old.release(0);
  next.update(0, session('began', 9));
  await next.release(0);
  expect(await process().retrieve(0)).toEqual(session('began', 9));
});
