/**
 * More connections and more requests than a server can take at once. How: raw sockets against the real server; the
 * turns of the event loop are counted while it answers.
 */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { crowdedServer } from '#test/fixtures/crowded-server.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
const setup = (connections?: number) => crowdedServer(closers, connections);

const EACH_TURN = 4;

describe('many requests at once', () => {
  it('are begun a few in each turn of the event loop, and all are answered', async () => {
    const { open, ask, answers, mostInTurn } = await setup();
    const sockets = await Promise.all(Array.from({ length: 200 }, open));
    const answered = sockets.map((socket) => answers(socket, 1));
    for (const socket of sockets) socket.write(ask('/counted'));
    expect(await Promise.all(answered)).toEqual(sockets.map(() => 1));
    expect(mostInTurn()).toBeGreaterThan(0);
    expect(mostInTurn()).toBeLessThanOrEqual(EACH_TURN);
  });

  it('of one connection end it, where it waits for no answer', async () => {
    const { open, ask, answers, url } = await setup();
    const socket = await open();
    const answered = answers(socket, 100);
    socket.write(ask('/counted').repeat(100));
    expect(await answered).toBeLessThan(100);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('a new connection where there are as many as allowed', () => {
  it('takes the place of one that sends nothing', async () => {
    const { open, url } = await setup(5);
    const idle = await Promise.all(Array.from({ length: 5 }, open));
    const closed = once(idle[0] ?? (await open()), 'close');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await closed;
    expect(idle.filter(({ destroyed, readableEnded }) => destroyed || readableEnded)).toHaveLength(
      1,
    );
  });

  it('takes the place of one that does not take its answer', async () => {
    const { open, ask, url } = await setup(3);
    const stalled = await Promise.all(Array.from({ length: 3 }, open));
    const ended = stalled.map((socket) => once(socket, 'close'));
    for (const socket of stalled) {
      socket.write(ask('/large'));
      await once(socket, 'data');
      socket.pause();
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    stalled[0]?.resume();
    await ended[0];
    expect(stalled.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
  });

  it('takes no place of one that is being answered', async () => {
    const { open, ask, answers, heldBy, url } = await setup(3);
    const [first, second] = [await open(), await open()];
    const answered = [answers(first, 1), answers(second, 1)];
    for (const socket of [first, second]) socket.write(ask('/held'));
    await heldBy(2);
    for (let asked = 0; asked < 5; asked++) await open();
    const { status } = await fetch(`${url}/healthz`);
    expect(status).toBe(200);
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    for (const close of closers.splice(1)) await close();
    expect((await Promise.all(answered)).length).toBe(2);
  });
});
