/**
 * Anybody can post a file named like a result of the bot. How: people of the playground use the Apps menu on such a
 * message through the real gateway, where the inside would answer for whatever job a name gives it.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const COMMANDS = ['Cancel Job', 'DM Results', 'Report Job'] as const;

test.each(COMMANDS)('%s looks at no message that the bot did not write', async (name) => {
  const job = discordJob({});
  const asked: string[] = [];
  edge.scripted.application = {
    ...edge.scripted.application,
    jobOfMessage: async ({ named }) => {
      asked.push(`jobOfMessage ${named}`);
      return null;
    },
    singleResults: async ({ jobId }) => {
      asked.push(`singleResults ${jobId}`);
      return { kind: 'rejected', rejection: { kind: 'not-yours' } };
    },
    remarks: {
      ...edge.scripted.application.remarks,
      report: async ({ jobId }) => {
        asked.push(`report ${jobId}`);
        return { kind: 'reported', job };
      },
    },
  };
  const file = {
    filename: `a_fox_${job.id}.webp`,
    contentType: 'image/webp',
    bytes: Buffer.from('x'),
  };
  const forged = edge.playground.person('owner').send(edge.channelId, 'look', [file]);
  const act = await edge.member.contextCommand(edge.channelId, name, forged.id);
  const reply = await act.reply();
  expect((reply.flags ?? 0) & 64).toBe(64);
  expect(JSON.stringify(reply.embeds)).toMatch(/That message (?:shows no|does not show a) job/);
  expect(asked).toEqual([]);
});

test('DM Results on a message that names no job any more says what became of its job', async () => {
  const job = discordJob({ state: 'cancelled' });
  edge.scripted.application = {
    ...edge.scripted.application,
    jobOfMessage: async ({ named }) => (named === null ? job : null),
    singleResults: async ({ jobId }) => ({
      kind: 'rejected',
      rejection:
        jobId === job.id ? { kind: 'job-not-shown', state: 'cancelled' } : { kind: 'not-yours' },
    }),
  };
  const stopped = await postButtons(edge.playground, edge.channelId, ['something else']);
  const act = await edge.member.contextCommand(edge.channelId, 'DM Results', stopped.id);
  await act.reply();
  await edge.router.idle();
  const told = edge.member.sees(edge.channelId).at(-1);
  expect(told?.embeds[0]?.description).toContain('That job was cancelled and has nothing to show.');
});
