/**
 * How: a person of the playground presses ids that are not on the message, on what others read. The inside is strict:
 * whatever it is asked for is a fault that the log has.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { JOB_ID } from '#test/fixtures/discord-job.ts';

const EPHEMERAL = 64;

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const shown = (id: string) => edge.playground.messages.all(edge.channelId).find((m) => m.id === id);

it.each([
  'f1.b.1234567890123456.no',
  'f1.b.1234567890123456.yes',
  'f1.b.1234567890123456.cancel',
  'f1.s.reset',
  'f1.s.remix',
  'f1.a.123456789012345678.block',
  'f1.x.123456789012345678.typed',
  `f1.${JOB_ID}.all-no`,
  `f1.${JOB_ID}.all-yes`,
  `f1.${JOB_ID}.u1`,
  `f1.${JOB_ID}.favourite`,
  `f1.${JOB_ID}.cancel`,
  `r1.${JOB_ID}.000000000.stop.1234567890123456`,
  `r1.${JOB_ID}.000000000.3.1234567890123456`,
  `r1.${JOB_ID}.010000000.go.1234567890123456`,
])('%s on a message without it changes nothing and asks for nothing', async (customId) => {
  const message = await postButtons(edge.playground, edge.channelId, [`f1.${JOB_ID}.u2`]);
  const before = JSON.stringify(shown(message.id));
  const answer = await (await edge.member.forgePress({ message, customId })).reply();
  await edge.router.idle();
  expect((answer.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
  expect(answer.embeds[0]?.description).toContain('The bot does not know this button');
  expect(JSON.stringify(shown(message.id))).toBe(before);
  expect(edge.lines.filter((line) => line.startsWith('error'))).toEqual([]);
});

it.each([
  [`f1.${JOB_ID}.v1.m`, 'of another job', ['f1.0hq3zv8k2rabcdeg.v1']],
  [`f1.${JOB_ID}.t1`, 'of no job', ['f1.s.reset']],
  [`r1.${JOB_ID}.010000000.go.1234567890123456.m`, 'of another job', ['f1.0hq3zv8k2rabcdeg.u1']],
])('a modal %s that came from a message %s asks for nothing', async (customId, _of, offered) => {
  const { member } = edge;
  edge.router.handle(
    {
      id: '1300000000000000001',
      application_id: '1100000000000000001',
      type: 5,
      token: 'nobody-waits-for-it',
      guild_id: edge.playground.guildId('Harbour Lights'),
      channel_id: edge.channelId,
      member: { user: { id: member.id, username: 'milan' }, roles: [], permissions: '0' },
      app_permissions: '8',
      data: {
        custom_id: customId,
        components: [{ component: { custom_id: 'prompt', value: 'x' } }],
      },
      message: {
        id: '1300000000000000002',
        components: [{ components: offered.map((custom_id) => ({ custom_id })) }],
      },
    },
    null,
  );
  await edge.router.idle();
  expect(edge.lines.filter((line) => line.startsWith('error'))).toEqual([]);
});
