/** How: two gateways on one playground and the same facts; whose turn it is is decided by hand. */
import { afterEach, expect, it, vi } from 'vitest';
import { createGateway } from '#discord/gateway/gateway.ts';
import { type HeldGateway, holdGateway } from '#discord/gateway/hold-gateway.ts';
import { createSignal } from '#playground/discord/signal.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

it('one holds the session, another resumes it when its turn comes, and the first lets go', async () => {
  const playground = await startPlayground({ page: false });
  stops.push(playground.close);
  const facts = memoryFacts();
  const looks = createSignal<null>();
  let turn = 'first';
  const start = async (name: string) => {
    const { log, lines } = listeningLog();
    const clock = {
      nowMs: () => 0,
      // A look is made when the test says so; everything else waits for nothing.
      sleepUntil: async (_atMs: number, signal: AbortSignal) => {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
          looks.listen(() => resolve());
        });
      },
    };
    const gateway = createGateway({
      token: playground.token,
      apiUrl: playground.apiUrl,
      reactions: false,
      facts,
      clock: { nowMs: () => 0, sleepUntil: async () => {} },
      uptimeMs: () => 0,
      log,
    });
    stops.push(gateway.close);
    const held: HeldGateway = await holdGateway({
      gateway,
      presence: { takeChore: async () => turn === name },
      onInteraction: () => {},
      clock,
      log,
    });
    stops.push(held.close);
    return { gateway, held, lines };
  };
  const first = await start('first');
  const second = await start('second');
  expect([first.gateway.state(), second.gateway.state()]).toEqual(['ready', 'standby']);
  expect(second.held.identity).toEqual(first.held.identity);

  turn = 'second';
  await vi.waitFor(() => {
    looks.emit(null);
    expect([first.gateway.state(), second.gateway.state()]).toEqual(['closed', 'ready']);
  }, 10_000);
  expect(first.lines.join()).toContain('gateway taken over by another process');
});
