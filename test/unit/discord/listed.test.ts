/** How: lists that are too long for a message are rendered, in every language where that makes them longer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serversEmbed } from '#commands/operator/servers-screen.ts';
import { quotaEmbed } from '#commands/quota/screen.ts';
import { fixMessage } from '#discord/components/fix-message.ts';
import { infoEmbed } from '#discord/screens/render-info.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { reportsEmbed } from '#discord/screens/render-reports.ts';
import { DEFAULT_SETTINGS } from '#domain/guild-settings.ts';
import { channelId, guildId, messageId, mintJobId, roleId, userId } from '#domain/ids.ts';
import { SPEEDS } from '#domain/speed.ts';
import { VERSION_NAMES } from '#domain/version-class.ts';
import { LANGUAGES } from '#i18n/language.ts';
import { translatorFor } from '#i18n/translator.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';

const ENGLISH = translatorFor('en-US');
const SERVER = guildId('1499999999999999999');
const DESCRIPTION_MAX = 4_096;

describe.each(LANGUAGES)('in %s', (language) => {
  const translator = translatorFor(language);

  it('ten reports show as many as fit, say how many more there are, and how to decide', () => {
    const reports = Array.from({ length: 10 }, () => ({
      job: discordJob({ state: 'done', request: { prompt: 'a lighthouse in fog '.repeat(9) } }),
      ...{ reports: 12, lastAtMs: 1_792_000_000_000, firstUserId: userId(SERVER) },
      messageUrl: `https://discord.com/channels/${SERVER}/${SERVER}/${SERVER}`,
      pageUrl: `https://fourfold.example/jobs/${JOB_ID}/${'t'.repeat(43)}`,
    }));
    const names = new Map([[discordJob().origin.guildId, 'x'.repeat(100)]]);
    const { description = '' } = reportsEmbed(translator, { rows: reports, isAll: false }, names);
    const parts = description.split('\n\n');
    const shown = parts.filter((part) => part.includes(JOB_ID)).length;
    expect(description.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
    expect(shown).toBeGreaterThan(3);
    expect(parts.slice(shown)).toEqual([
      translator.say('info.more', { count: 10 - shown, all: 'yes' }),
      translator.say('report.older'),
      translator.say('report.decide'),
    ]);
  });

  it('/info counts what of its lists has no room', () => {
    const jobs = (first: number) =>
      Array.from({ length: 10 }, (_, place) =>
        discordJob({
          id: mintJobId(1_790_000_000_000 + first + place, new Uint8Array(7)),
          ...{
            state: 'done',
            finalChannelId: channelId(SERVER),
            finalMessageId: messageId(SERVER),
          },
          origin: { guildId: SERVER, locale: language },
          request: { action: 'animate-high', prompt: '_'.repeat(300) },
        }),
      );
    const { description = '' } = infoEmbed(
      translator,
      { userId: userId(SERVER), userName: 'x'.repeat(32) },
      {
        account: {
          ...{ guildId: SERVER, period: '2026-11' },
          ...{ available: 999_999_999, reserved: 999_999_999, spent: 999_999_999 },
        },
        ...{ monthlyCredits: 999_999_999, renewsAtMs: 1_792_000_000_000 },
        ...{ speed: 'relax', visibility: 'stealth', queued: [] },
        ...{ running: jobs(0), recent: jobs(20), favourites: jobs(40), withheld: jobs(60) },
      },
    );
    expect(description.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
    const shown = description.split(translator.say('info.favourites')).at(-1) ?? '';
    const listed = shown.match(/\]\(https:/g)?.length ?? 0;
    expect(listed).toBeGreaterThan(1);
    expect(shown).toContain(translator.say('info.more', { count: 10 - listed, all: 'no' }));
  });

  it('a page of servers says where the next one begins', () => {
    const servers = Array.from({ length: 20 }, (_, place) => ({
      guildId: guildId(String(BigInt(SERVER) + BigInt(place))),
      account: {
        ...{ guildId: SERVER, period: '2026-11' },
        ...{ available: 999_999_999, reserved: 999_999_999, spent: 999_999_999 },
      },
      state: 'waiting' as const,
    }));
    const names = new Map(servers.map(({ guildId: id }) => [id, '*'.repeat(100)]));
    const page = serversEmbed(translator, { servers, hasMore: true }, names);
    const last = servers.at(-1)?.guildId ?? '';
    expect(page.description?.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
    expect(page.description?.endsWith(translator.say('servers.more', { last }))).toBe(true);
  });
});

it.each(LANGUAGES)('all that /quota can list fits, its last line too: %s', (language) => {
  const translator = translatorFor(language);
  const ids = Array.from({ length: 100 }, (_, place) => String(BigInt(SERVER) + BigInt(place)));
  const caps = Object.fromEntries(ids.map((id) => [id, 999_999_999]));
  const { description = '' } = quotaEmbed(translator, {
    account: {
      ...{ guildId: SERVER, period: '2026-11' },
      ...{ available: 999_999_999, reserved: 999_999_999, spent: 999_999_999 },
    },
    settings: {
      ...DEFAULT_SETTINGS,
      quota: { ...DEFAULT_SETTINGS.quota, timeZone: 'America/Argentina/ComodRivadavia' },
      blocked: 'x'.repeat(200),
      limits: {
        ...DEFAULT_SETTINGS.limits,
        ...{ memberCaps: caps, channels: ids.map(channelId), roles: ids.map(roleId) },
        ...{ speeds: SPEEDS, versions: VERSION_NAMES, noticeChannelId: channelId(SERVER) },
      },
    },
    ...{ monthlyCredits: 999_999_999, renewsAtMs: 1_792_000_000_000 },
    grants: ids.map((_, number) => ({
      ...{ number, guildId: SERVER, kind: 'purchase', period: null, author: null },
      ...{ amount: 999_999_999, available: 888_888_888, reserved: 0, spent: 111_111_111 },
      ...{ effectiveAtMs: 0, expiresAtMs: 1_792_000_000_000, reason: 'x'.repeat(200) },
    })),
    memberQueue: { running: 3, waiting: 10 },
  });
  const last = translator.say('quota.notices', { channel: `<#${SERVER}>` });
  expect(description.endsWith(last)).toBe(true);
  expect(description.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
});

it('more channels than /quota names are counted', () => {
  const channels = Array.from({ length: 30 }, (_, place) => channelId(String(100 + place)));
  const shown = (of: typeof channels) =>
    quotaEmbed(ENGLISH, {
      account: { guildId: SERVER, period: '2026-11', available: 0, reserved: 0, spent: 0 },
      settings: { ...DEFAULT_SETTINGS, limits: { ...DEFAULT_SETTINGS.limits, channels: of } },
      ...{ monthlyCredits: 0, renewsAtMs: 0, grants: [], memberQueue: { running: 3, waiting: 7 } },
    }).description;
  expect(shown(channels)).toContain('<#118>, <#119> and 10 more\n');
  expect(shown(channels.slice(0, 20))).toContain('<#118>, <#119>\n');
});

it('so are the channels that a refusal names', () => {
  const refusal = (count: number) =>
    rejectionEmbed(ENGLISH, {
      kind: 'channel-not-allowed',
      channels: Array.from({ length: count }, (_, place) => channelId(String(100 + place))),
    }).description;
  expect(refusal(20)).toContain('<#113>, <#114> and 5 more. Send it there.');
  expect(refusal(3)).toContain('<#100>, <#101> and <#102>. Send it there.');
});

it('a prompt that could run is shown whole below the longest refusal', () => {
  const typed = Array.from({ length: 99 }, (_, place) => `--styliz${place}${'e'.repeat(90)}`);
  const rejection = {
    kind: 'prompt-problem',
    problem: { kind: 'unrecognized', typed, advice: [] },
  } as const;
  const corrected = `a cat ${'--stylize 50 '.repeat(70)}`.trim();
  const { embeds = [] } = fixMessage(ENGLISH, { rejection, asked: null }, '1', {
    corrected,
    asTyped: false,
  });
  const { description = '' } = embeds[0] ?? {};
  expect(description.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
  expect(description).toContain('With **Fix and run**, this prompt starts:');
  expect(description.endsWith('--stylize 50')).toBe(true);
});

describe('/prefer option list', () => {
  let edge: Edge;
  beforeEach(async () => {
    edge = await setUpEdge();
  });
  afterEach(() => edge.stop());

  async function list(value: string) {
    const options = Array.from({ length: 20 }, (_, place) => ({ name: `mine${place}`, value }));
    const { application } = edge.scripted;
    const members = { ...application.members, options: async () => options };
    edge.scripted.application = { ...application, members };
    return (await edge.member.command(edge.channelId, 'prefer option list')).reply();
  }

  it('names all twenty, with a file where their values are too long', async () => {
    const value = `--ar 3:2 --no ${'x'.repeat(900)}`;
    const reply = await list(value);
    const { description = '' } = reply.embeds[0] ?? {};
    expect(description.split('\n')).toHaveLength(20);
    expect(description).toContain('`--mine19`: `--ar 3:2 --no xxx');
    const [file] = reply.attachments;
    expect(file?.filename).toBe('options.txt');
    const text = await (await fetch(file?.url ?? '')).text();
    expect(text.trim().split('\n').at(-1)).toBe(`--mine19 ${value}`);
  });

  it('has no file where they fit', async () => {
    const reply = await list('--ar 3:2');
    expect(reply.attachments).toEqual([]);
    expect(reply.embeds[0]?.description).toContain('`--mine19`: `--ar 3:2`');
  });
});
