/** How: people use a command in two servers on a playground, one of which the bot's session has named. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guildId } from '#domain/ids.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const lookups = () =>
  edge.playground.traffic.count('get-member') + edge.playground.traffic.count('get-channel');
const ask = async () => {
  await edge.member.command(edge.channelId, 'help', {});
  await edge.router.idle();
};

it('the first interaction of a server is a look at its member, and no later one is', async () => {
  await ask();
  await ask();
  expect(lookups()).toBe(1);
});

it('a server that the session has named is not looked at', async () => {
  edge.places.sawServers([guildId(edge.playground.guildId('Harbour Lights'))]);
  await ask();
  expect(lookups()).toBe(0);
});
