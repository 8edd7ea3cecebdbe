/** How: signals at moments that are set, while what is closed takes as long as it is told. */
import { expect, it } from 'vitest';
import { createEnding } from '#system/ending.ts';

function setup() {
  const exits: number[] = [];
  const state = { nowMs: 5_000 };
  let finish = () => {};
  let fail = () => {};
  const ending = createEnding({ exit: (code) => exits.push(code), uptimeMs: () => state.nowMs });
  const open = () =>
    ending.opened(
      () =>
        new Promise((resolve, reject) => {
          finish = resolve;
          fail = () => reject(new Error('it would not close'));
        }),
    );
  return { ending, exits, state, open, finish: () => finish(), fail: () => fail() };
}

it('a signal ends a process at once that has nothing to put down yet', () => {
  const { ending, exits } = setup();
  ending.signal();
  expect(exits).toEqual([0]);
});

it.each([
  ['well', 0],
  ['badly', 1],
] as const)('a signal ends a process that closed %s with %i', async (how, code) => {
  const { ending, exits, open, finish, fail } = setup();
  open();
  ending.signal();
  expect(exits).toEqual([]);
  if (how === 'well') finish();
  else fail();
  await expect.poll(() => exits).toEqual([code]);
});

it('one Ctrl-C that comes twice, as npm passes it on, does not cut the end short', async () => {
  const { ending, exits, state, open, finish } = setup();
  open();
  ending.signal();
  state.nowMs += 3;
  ending.signal();
  expect(exits).toEqual([]);
  finish();
  await expect.poll(() => exits).toEqual([0]);
});

it('a second one ends the process without waiting', () => {
  const { ending, exits, state, open } = setup();
  open();
  ending.signal();
  state.nowMs += 1_000;
  ending.signal();
  expect(exits).toEqual([1]);
});
