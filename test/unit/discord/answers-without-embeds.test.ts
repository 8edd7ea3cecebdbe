/**
 * How: an administrator asks in channels where the bot may not embed or attach files. The playground refuses those
 * there, as the stricter reading of Discord's permissions; an answer has to arrive all the same.
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

/** So many that they are sent as a file. */
const MANY = Array.from({ length: 400 }, (_, n) => `unwanted-word-${n}`);

it('a file that the channel does not take is answered with the permission that is missing', async () => {
  scriptWords(MANY);
  const act = await askForWords('no-files');
  await edge.router.idle();
  expect((await act.reply()).embeds[0]?.description).toContain('**Attach Files**');
});

it('so is one that was announced', async () => {
  const known = Promise.withResolvers<void>();
  scriptWords(MANY, known.promise);
  const asking = askForWords('no-files');
  await edge.waitedFor((ms) => ms === 1_200);
  edge.clock.advance(1_300);
  await asking;
  known.resolve();
  await edge.router.idle();
  const seen = edge.playground.person('owner').sees(edge.playground.channelId('no-files'));
  expect(JSON.stringify(seen.map(({ embeds }) => embeds))).toContain('**Attach Files**');
});

it('direct messages show embeds although Discord names fewer permissions there', () => {
  const appPermissions = PermissionFlagsBits.AttachFiles | PermissionFlagsBits.EmbedLinks;
  const place = { appPermissions, inThread: false, inVoice: false };
  expect(mayEmbed({ ...place, guildId: null })).toBe(true);
  expect(mayEmbed({ ...place, guildId: guildId('1100000000000000101') })).toBe(false);
});
