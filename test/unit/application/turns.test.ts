/** How: work that ends when it is told to; what has begun by then is counted. */
import { describe, expect, it } from 'vitest';
import { createTurns } from '#application/run/turns.ts';

function setup(most: number) {
  const turns = createTurns(most);
  const began: string[] = [];
  const open = new Map<string, { readonly end: () => void; readonly fail: () => void }>();
  return {
    began,
    open,
    ask: (key: string, name: string) =>
      turns.take(key, () => {
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
