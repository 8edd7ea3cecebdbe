/**
 * How: an administrator sets who may use commands in the playground's Server Settings; the bot in a
 * process of its own is then asked with and without Discord's own check in between.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
let guild: string;
let channel: string;
let role: string;
let member: string;

beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
  guild = live.playground.guildId('Harbour Lights');
  channel = live.playground.channelId('lantern-room');
  member = live.playground.person('member').id;
  const roles = live.playground.world.guilds.get(guild)?.roles ?? [];
  role = roles.find(({ name }) => name === 'Lamplighters')?.id ?? '';
});
afterAll(async () => {
  await live?.close();
});
beforeEach(() => {
  live.playground.setOverrides(guild, 'quota', []);
  live.playground.setOverrides(guild, null, []);
});

const titleOf = ({ embeds }: APIMessage): string => embeds[0]?.title ?? '';
const wordsOf = ({ embeds }: APIMessage): string => embeds[0]?.description ?? '';

const offered = async (): Promise<APIMessage> =>
  (await live.playground.person('member').command(channel, 'quota show')).reply();
/** As a client would that got around Discord's own check. */
const forced = async (name = 'quota show', options = {}): Promise<APIMessage> =>
  (await live.playground.person('member').forgeCommand(channel, name, options)).reply();

const polls = () => live.playground.traffic.count('list-command-overrides');

it('nothing is set: members are neither shown the command nor answered', async () => {
  await expect(offered()).rejects.toThrow('not offered');
  expect(wordsOf(await forced())).toMatch(/needs \*\*Manage Server\*\*/);
});

it('a role that is allowed uses the command, and changes limits with it', async () => {
  live.playground.setOverrides(guild, 'quota', [{ type: 1, id: role, permission: true }]);
  expect(titleOf(await offered())).toBe('Quota of this server');
  expect(wordsOf(await forced('quota set', { member_cap: 70 }))).toMatch(/70 credits per period/);
  // The other commands are as they were.
  expect(titleOf(await forced('usage'))).toBe('Not permitted');
});

it('what is taken away again holds at once, and is asked of Discord once for each change', async () => {
  live.playground.setOverrides(guild, 'quota', [{ type: 2, id: member, permission: true }]);
  expect(titleOf(await offered())).toBe('Quota of this server');
  const before = polls();
  await offered();
  await offered();
  expect(polls()).toBe(before);
  live.playground.setOverrides(guild, 'quota', []);
  expect(titleOf(await forced())).toBe('Not permitted');
  expect(polls()).toBe(before + 1);
});

it('someone who is denied is refused although Discord was got around, and told where it is set', async () => {
  live.playground.setOverrides(guild, 'quota', [
    { type: 1, id: role, permission: true },
    { type: 3, id: channel, permission: false },
  ]);
  await expect(offered()).rejects.toThrow('not offered');
  expect(wordsOf(await forced())).toMatch(/settings of this server \(Integrations\)/);
});

it('an owner is never locked out', async () => {
  live.playground.setOverrides(guild, 'quota', [{ type: 1, id: guild, permission: false }]);
  const act = await live.playground.person('owner').command(channel, 'quota show');
  expect(titleOf(await act.reply())).toBe('Quota of this server');
});

it('where Discord does not tell, Manage Server decides, in time', async () => {
  live.playground.setOverrides(guild, 'quota', [{ type: 1, id: role, permission: true }]);
  live.playground.fault({ kind: 'delay', route: 'list-command-overrides', ms: 4_000 });
  expect(titleOf(await forced())).toBe('Not permitted');
  expect(titleOf(await forced())).toBe('Quota of this server');
});

it('a bot cannot set overrides itself', async () => {
  const { apiUrl, applicationId, token } = live.playground;
  const command = live.playground.commands().find(({ name }) => name === 'quota');
  const path = `applications/${applicationId}/guilds/${guild}/commands/${command?.id}/permissions`;
  const reply = await fetch(`${apiUrl}/v10/${path}`, {
    method: 'PUT',
    headers: {
      authorization: `Bot ${token}`,
      'content-type': 'application/json',
      'user-agent': 'DiscordBot (https://example.org, 1)',
    },
    body: JSON.stringify({ permissions: [] }),
  });
  expect([reply.status, await reply.json()]).toMatchObject([403, { code: 20001 }]);
});
