/**
 * How: an administrator asks in a channel that the bot may not see. The playground refuses embeds there, as the stricter
 * reading of Discord's permissions; whatever an answer shows has to arrive as text.
 */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mayEmbed } from '#discord/commands/channel-permissions.ts';
import { guildId } from '#domain/ids.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

/** What the bot knows of a server's list; `after` is waited for before it does. */
function scriptWords(words: readonly string[], after: Promise<void> = Promise.resolve()): void {
  const { application } = edge.scripted;
  const settings = { words, openWords: [], spoilerChannels: [], blockedMembers: [] };
  const of = async () => {
    await after;
    return settings;
  };
  edge.scripted.application = { ...application, moderation: { ...application.moderation, of } };
}

const askForWords = (channel: string) =>
  edge.playground.person('owner').command(edge.playground.channelId(channel), 'moderation words');

it.each([
  ['staff-only', true],
  ['lantern-room', false],
])('a message with an embed is answered in %s; in words: %s', async (channel, isText) => {
  scriptWords(['gore']);
  const message = await (await askForWords(channel)).reply();
  const title = '1 banned word in this server';
  expect(message.embeds.map((embed) => embed.title)).toEqual(isText ? [] : [title]);
  if (isText) expect(message.content).toMatch(/^\*\*1 banned word in this server\*\*\ngore\n/);
});

it('so is one that takes longer than Discord waits', async () => {
  const known = Promise.withResolvers<void>();
  scriptWords(['gore'], known.promise);
  const asking = askForWords('staff-only');
  await edge.waitedFor((ms) => ms === 1_200);
  edge.clock.advance(1_300);
  const act = await asking;
  known.resolve();
  await edge.router.idle();
  const seen = edge.playground.person('owner').sees(edge.playground.channelId('staff-only'));
  expect(act.state()).toMatchObject({ callbackType: 5 });
  expect(seen.map(({ content }) => content).join()).toContain('**1 banned word in this server**');
});

it('direct messages show embeds although Discord names fewer permissions there', () => {
  const appPermissions = PermissionFlagsBits.AttachFiles | PermissionFlagsBits.EmbedLinks;
  const place = { appPermissions, inThread: false, inVoice: false };
  expect(mayEmbed({ ...place, guildId: null })).toBe(true);
  expect(mayEmbed({ ...place, guildId: guildId('1100000000000000101') })).toBe(false);
});
