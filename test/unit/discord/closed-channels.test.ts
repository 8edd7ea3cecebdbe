/** How: settings that name a channel, on a playground whose server has channels that the bot may not post in. */
import { ChannelType } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { SPOILER_OPTIONS } from '#commands/moderation/spoilers.ts';
import { QUOTA_SUBCOMMANDS } from '#commands/quota/options.ts';
import { readChannelAccess } from '#discord/commands/channel-access.ts';
import { channelId, guildId } from '#domain/ids.ts';
import { reportsChannelProblems } from '#operations/setup-problems.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
beforeEach(async () => {
  edge = await setUpEdge();
  world = await setupContext();
  edge.scripted.application = createApplication(world.context);
});
afterEach(async () => {
  await edge.stop();
  await world.close();
});

const idOf = (name: string): string => edge.playground.channelId(name);
const settings = () =>
  world.context.store.guildSettings(guildId(edge.playground.guildId('Harbour Lights')));

async function answer(
  name: string,
  options: Readonly<Record<string, string | number | boolean>>,
): Promise<string> {
  const owner = edge.playground.person('owner');
  await owner.command(edge.channelId, name, options);
  await edge.router.idle();
  const shown = owner.sees(edge.channelId).at(-1)?.embeds[0];
  return `${shown?.title ?? ''}\n${shown?.description ?? ''}`;
}

describe('a channel that the bot may not post in', () => {
  it.each([
    ['quota set', 'notices', {}, 'announcements', '**Send Messages**'],
    ['quota set', 'notices', { running: 2 }, 'staff-only', '**View Channel**'],
    ['quota channel', 'channel', { allowed: true }, 'no-files', '**Attach Files**'],
    ['quota channel', 'channel', { allowed: true, cap: 5 }, 'staff-only', '**View Channel**'],
    ['moderation spoilers', 'channel', { hidden: true }, 'no-files', '**Attach Files**'],
  ] as const)(
    'is refused by /%s %s %j: %s lacks %s',
    async (name, option, rest, where, lacking) => {
      const said = await answer(name, { ...rest, [option]: idOf(where) });
      expect(said).toContain('Nothing was changed');
      expect(said).toContain(`in <#${idOf(where)}>: ${lacking}`);
      const { limits, moderation } = await settings();
      expect(limits).toMatchObject({
        noticeChannelId: null,
        runningMax: null,
        channels: [],
        channelCaps: {},
      });
      expect(moderation.spoilerChannels).toEqual([]);
    },
  );

  it('is taken where nothing is posted in it, and a notice needs no files', async () => {
    const closed = idOf('no-files');
    expect(await answer('quota set', { notices: closed })).toContain(`notice in <#${closed}>`);
    expect(await answer('quota channel', { channel: closed, cap: 7 })).toContain('7 credits');
    const unlisted = await answer('quota channel', { channel: closed, allowed: false, cap: 8 });
    expect(unlisted).toContain('8 credits');
    const shown = await answer('moderation spoilers', { channel: closed, hidden: false });
    expect(shown).toContain(`Pictures in <#${closed}> are not hidden`);
  });

  it('is looked up without keeping anybody from a setting when Discord is silent', async () => {
    edge.playground.fault({ kind: 'refuse', route: 'get-guild', status: 500 });
    expect(await answer('quota set', { notices: idOf('announcements') })).toContain('notice in');
  });
});

it('a channel for notices that was closed later is said to be closed', async () => {
  const guild = guildId(edge.playground.guildId('Harbour Lights'));
  const noticeChannelId = channelId(idOf('gallery'));
  const change = async (limits: { readonly noticeChannelId: ReturnType<typeof channelId> }) =>
    world.context.store.changeSettings(
      guild,
      { kind: 'limits', limits },
      { key: limits.noticeChannelId, author: 'x', atMs: 1 },
    );
  await change({ noticeChannelId });
  expect(await answer('quota show', {})).not.toContain('No notice can be posted');
  await change({ noticeChannelId: channelId(idOf('announcements')) });
  expect(await answer('quota show', {})).toContain(
    'No notice can be posted there: the bot lacks **Send Messages**.',
  );
});

it('a channel for notices and no notices at once are refused', async () => {
  const both = { notices: idOf('gallery'), notices_off: true };
  expect(await answer('quota set', both)).toContain('either `notices` or `notices_off`');
});

it('spoilers are set by both options, and one alone is said to be one too few', async () => {
  expect(await answer('moderation spoilers', { channel: idOf('gallery') })).toContain(
    'Name both: `channel`',
  );
  expect(await answer('moderation spoilers', { hidden: true })).toContain('Name both: `channel`');
});

describe('REPORTS_CHANNEL', () => {
  const problems = async (id: string) =>
    reportsChannelProblems(
      id,
      await readChannelAccess(edge.rest, edge.gateway.identity()?.botUserId ?? null, channelId(id)),
    );

  it('takes reports where everything that a report needs is allowed', async () => {
    expect(await problems(idOf('gallery'))).toEqual([]);
    expect(reportsChannelProblems(null, null)).toEqual([]);
  });

  it('is named with what is missing there', async () => {
    const until = 'Until then reports go to the direct messages of OPERATOR_IDS';
    expect(await problems(idOf('no-files'))).toEqual([
      `REPORTS_CHANNEL: the bot lacks Attach Files in #no-files; allow it in that channel's settings. ${until}`,
    ]);
    expect(await problems(idOf('staff-only'))).toEqual([
      `REPORTS_CHANNEL: the bot does not see the channel ${idOf('staff-only')}; give it View Channel there, or correct the id. ${until}`,
    ]);
    expect(await problems('999999999999999999')).toEqual([
      `REPORTS_CHANNEL: there is no channel 999999999999999999 that takes messages; correct the id. ${until}`,
    ]);
  });
});

it.each([
  [
    '/quota channel',
    QUOTA_SUBCOMMANDS.flatMap(({ name, options = [] }) => (name === 'channel' ? options : [])),
  ],
  ['/moderation spoilers', SPOILER_OPTIONS],
])('%s can name every kind of channel in which jobs begin', (_, options) => {
  const [{ channel_types: kinds = [] } = {}] = options.flatMap((option) =>
    'channel_types' in option ? [option] : [],
  );
  const { GuildText, GuildAnnouncement, GuildForum } = ChannelType;
  const { GuildVoice, GuildStageVoice } = ChannelType;
  for (const kind of [GuildText, GuildAnnouncement, GuildForum]) {
    expect(kinds).toContain(kind);
  }
  for (const kind of [GuildVoice, GuildStageVoice]) expect(kinds).toContain(kind);
});
