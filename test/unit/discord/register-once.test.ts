/** How: processes with a table of chores between them, on one playground. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Command } from '#discord/commands/command.ts';
import { registerOnce } from '#discord/commands/register-once.ts';
import { type Edge, listeningLog, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const command = (description: string): Command => ({
  data: { name: 'ping', description },
  run: async () => {},
});

it('of several processes with the same commands one registers them; a new version does so again', async () => {
  const chores = new Map<string, string>();
  const start = (process: string, description: string) =>
    registerOnce({
      rest: edge.rest,
      applicationId: edge.playground.applicationId,
      commands: new Map([['ping', command(description)]]),
      presence: {
        takeChore: async (name) => {
          if (!chores.has(name)) chores.set(name, process);
          return chores.get(name) === process;
        },
      },
      log: listeningLog().log,
    });
  expect(await start('one', 'Answers.')).toBe('registered');
  expect(await start('two', 'Answers.')).toBe('by-another');
  expect(await start('three', 'Answers well.')).toBe('registered');
  expect(await start('four', 'Answers well.')).toBe('by-another');
  // The first version again, once its process has ended: its commands are there no more.
  for (const [name, process] of chores) if (process === 'one') chores.delete(name);
  expect(await start('five', 'Answers.')).toBe('registered');
  expect(edge.playground.commands().map(({ description }) => description)).toEqual(['Answers.']);
});
