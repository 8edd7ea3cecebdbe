import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from '#application/requests/turns.ts';

const ANN = '150000000000000001';
const BOB = '150000000000000002';

it('work of one person waits for their own, nobody else’s', async () => {
  const inTurn = createTurns();
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  const work =
    (name: string, until: Promise<unknown> = Promise.resolve()) =>
    async () => {
      begun.push(name);
      await until;
      return name;
    };
  const all = [
    inTurn(ANN, work('ann 1', first.promise)),
    inTurn(ANN, work('ann 2')),
    inTurn(BOB, work('bob 1')),
  ];
  await setImmediate();
  expect(begun).toEqual(['ann 1', 'bob 1']);
  first.resolve();
  expect(await Promise.all(all)).toEqual(['ann 1', 'ann 2', 'bob 1']);
});

it('what fails is told to who asked for it, and holds up nothing', async () => {
  const inTurn = createTurns();
  const failing = inTurn(ANN, () => Promise.reject(new Error('damaged')));
  const next = inTurn(ANN, async () => 'whole');
  await expect(failing).rejects.toThrow('damaged');
  expect(await next).toBe('whole');
});
