/** How: work that ends when it is told to; what has begun by then is counted. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from '#application/turns.ts';

function setup(most: number) {
  const turns = createTurns(most);
  const began: string[] = [];
  const open = new Map<string, { readonly end: () => void; readonly fail: () => void }>();
  return {
    began,
    open,
    ask: (key: string, name: string) =>
      turns(key, () => {
        began.push(name);
        return new Promise<string>((resolve, reject) => {
          open.set(name, { end: () => resolve(name), fail: () => reject(new Error(name)) });
        });
      }),
  };
}

describe('turns', () => {
  it('are so many at once, in the order of asking, and each answers with its own', async () => {
    const { ask, began, open } = setup(2);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ask('vendor', name));
    expect(began).toEqual(['a', 'b']);
    open.get('b')?.end();
    expect(await b).toBe('b');
    await Promise.resolve();
    expect(began).toEqual(['a', 'b', 'c']);
    open.get('a')?.end();
    open.get('c')?.end();
    expect(await Promise.all([a, c])).toEqual(['a', 'c']);
    open.get('d')?.end();
    expect(await d).toBe('d');
    // All are free again.
    const again = [ask('vendor', 'e'), ask('vendor', 'f'), ask('vendor', 'g')];
    expect(began).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(again).toHaveLength(3);
  });

  it('of one key keep no other waiting', () => {
    const { ask, began } = setup(1);
    for (const [key, name] of [
      ['slow', 'a'],
      ['slow', 'b'],
      ['other', 'c'],
    ] as const) {
      void ask(key, name);
    }
    expect(began).toEqual(['a', 'c']);
  });

  it('are handed on by work that fails', async () => {
    const { ask, began, open } = setup(1);
    const failing = ask('vendor', 'a');
    const next = ask('vendor', 'b');
    open.get('a')?.fail();
    await expect(failing).rejects.toThrow('a');
    await Promise.resolve();
    expect(began).toEqual(['a', 'b']);
    open.get('b')?.end();
    expect(await next).toBe('b');
  });
});

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
