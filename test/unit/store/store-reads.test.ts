/** How: a loop that awaits each read of a real store, while something else wants its turn. */
import { expect, it, onTestFinished } from 'vitest';
import { openMemoryStore } from '#test/fixtures/memory-store.ts';

it('a loop of awaited reads lets everything else have its turn', async () => {
  const store = openMemoryStore();
  onTestFinished(() => store.close());
  let turns = 0;
  let isOver = false;
  const others = () => {
    turns += 1;
    if (!isOver) setImmediate(others);
  };
  setImmediate(others);
  for (let read = 0; read < 1_000; read += 1) await store.readFact('none');
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(9);
});
