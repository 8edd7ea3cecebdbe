/**
 * One member presses a thousand times, as a script does, while another asks for help. How: the real router and
 * discord.js on the playground; every press arrives through the gateway, and the inside counts what reaches it.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeCustomId } from '#discord/components/custom-id.ts';
import { LIMIT_SIZES } from '#discord/gateway/request-limits.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

const PRESSES = 1_000;
const EPHEMERAL = 64;

let edge: Edge;
let reached = 0;
beforeEach(async () => {
  reached = 0;
  edge = await setUpEdge(
    {
      modalFor: async () => {
        reached += 1;
        return { kind: 'rejected', rejection: { kind: 'queue-full' } };
      },
      vendors: () => [],
      gridCredits: () => 8,
    },
    LIMIT_SIZES,
  );
  // Asked for /help by an administrator, who may be an operator.
  const { application } = edge.scripted;
  const credits = { ...application.credits, isOperator: () => false };
  edge.scripted.application = { ...application, credits };
});
afterEach(() => edge.stop());

async function flood() {
  const [member, { id: jobId }] = [edge.member, discordJob({})];
  const customId = encodeCustomId({
    kind: 'button',
    jobId,
    button: { action: 'upscale', cell: 1 },
  });
  const { id: messageId } = await postButtons(edge.playground, edge.channelId, [customId]);
  const press = {
    kind: 'press',
    channelId: edge.channelId,
    messageId,
    customId,
    values: [],
    forged: true,
  } as const;
  return Promise.all(Array.from({ length: PRESSES }, () => member.begin(press)));
}

test('leaves another member’s /help answered, costs sixty presses, and is answered in time as well', async () => {
  const presses = await flood();
  const help = await edge.playground.person('owner').command(edge.channelId, 'help', {});
  const reply = await help.reply();
  expect((reply.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
  await edge.router.idle();
  expect(presses.filter((press) => press.state().kind !== 'acknowledged')).toHaveLength(0);
  const busy = edge.playground.messages
    .all(edge.channelId)
    .filter(({ content }) => content.includes('The bot is busy'));
  expect(busy).toHaveLength(PRESSES - LIMIT_SIZES.person.burst - LIMIT_SIZES.notice.burst);
  expect(edge.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  expect(reached).toBe(LIMIT_SIZES.person.burst);
  const told = edge.playground.messages
    .all(edge.channelId)
    .filter(({ embeds }) => embeds[0]?.title === 'One moment, please');
  expect(told).toHaveLength(LIMIT_SIZES.notice.burst);
  expect(told[0]?.embeds[0]?.description).toMatch(/^That was a lot at once\. Try again <t:\d+:R>/);
  expect(edge.measured.filter((line) => line === 'person refused component')).toHaveLength(
    PRESSES - LIMIT_SIZES.person.burst,
  );
});
