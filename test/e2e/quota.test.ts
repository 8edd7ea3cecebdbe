/**
 * How: whoever manages a server sets every limit with `/quota` on a bot in a process of its own, and
 * members run into each; what they read is the promise. Relax is free here, by a price file.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourfold-prices-'));
let live: LiveBot;
let channel: string;
let gallery: string;
let role: string;
let asked = 0;

beforeAll(async () => {
  const prices = join(folder, 'prices.json');
  writeFileSync(prices, JSON.stringify({ speeds: { relax: 0 } }));
  live = await startLiveBot({
    environment: { MONTHLY_CREDITS: '100', STUDIO_SECONDS: '1', PRICES_FILE: prices },
  });
  channel = live.playground.channelId('lantern-room');
  gallery = live.playground.channelId('gallery');
  const guild = live.playground.world.guilds.get(live.playground.guildId('Harbour Lights'));
  role = guild?.roles.find(({ name }) => name === 'Lamplighters')?.id ?? '';
});
afterAll(async () => {
  await live?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await use('quota reset');
});

const text = ({ content, embeds }: APIMessage): string =>
  [content, ...embeds.flatMap(({ title, description }) => [title ?? '', description ?? ''])].join(
    '\n',
  );

type Options = Readonly<Record<string, string | number | boolean>>;

const use = async (name: string, options: Options = {}): Promise<string> => {
  const act = await live.playground.person('owner').command(channel, name, options);
  return text(await act.reply());
};

/** What the person reads at once. */
const imagine = async (
  flags = '',
  { who = 'member', where = channel }: { readonly who?: string; readonly where?: string } = {},
): Promise<string> => {
  asked += 1;
  const prompt = `fox ${asked} here ${flags}`.trim();
  const act = await live.playground.person(who).command(where, 'imagine', { prompt });
  return text(await act.reply());
};

const STARTED = /Waiting to start/;
const lastDone = (where = channel) => {
  const mark = `fox ${asked} here`;
  return live.final(where, ({ content }) => content.includes(mark));
};

describe('limits that /quota sets', () => {
  it('cap what each member may use, and what one member may', async () => {
    await use('quota set', { member_cap: 8 });
    expect(await imagine()).toMatch(STARTED);
    expect(await imagine()).toMatch(/needs 8 credits, and 8 of the 8 credits that you may use/);
    const member = live.playground.person('member').id;
    expect(await use('quota member', { member, cap: 16 })).toContain(`<@${member}>: 16 credits`);
    expect(await imagine()).toMatch(STARTED);
    expect(await imagine('--relax')).toMatch(STARTED);
    await lastDone();
  });

  it('cap the members of a role, and let only those of a role use the bot', async () => {
    expect(await use('quota role', { role, cap: 1 })).toContain(
      `each <@&${role}>: 1 credit per period`,
    );
    expect(await imagine()).toMatch(/of the 1 credit that you may use/);
    await use('quota role', { role, cap: -1, allowed: true });
    expect(await imagine('--relax', { who: 'owner' })).toContain(
      `This server lets only members with <@&${role}> use the bot.`,
    );
    expect(await imagine('--relax')).toMatch(STARTED);
    await lastDone();
  });

  it('cap a channel for all together, and let the bot work in some channels only', async () => {
    await use('quota channel', { channel: gallery, cap: 8, allowed: true });
    expect(await imagine()).toContain(`This server allows the bot only in <#${gallery}>.`);
    expect(await imagine('', { where: gallery })).toMatch(STARTED);
    await lastDone(gallery);
    expect(await imagine('', { where: gallery, who: 'owner' })).toMatch(
      /8 of the 8 credits that may be used in this channel/,
    );
  });

  it('restrict speeds and versions', async () => {
    await use('quota set', { speeds: 'relax, turbo', versions: 'v7' });
    expect(await imagine()).toContain('does not allow `--fast`. Send it again with `--relax`');
    expect(await imagine('--relax --v 6')).toContain('allows **v7** only');
    expect(await imagine('--relax --v 7')).toMatch(STARTED);
    expect(await use('quota set', { speeds: 'warp' })).toContain('Unknown speed `warp`');
    await lastDone();
  });

  it('hold the number of jobs that run and wait', async () => {
    expect(await use('quota set', { running: 1, waiting: 1 })).toContain('1 running, 1 waiting');
    expect(await imagine('--relax')).toMatch(STARTED);
    expect(await imagine('--relax')).toMatch(/Job queued|Waiting to start/);
    expect(await imagine('--relax')).toMatch(/queue/i);
    asked -= 1;
    await lastDone();
    // No more than the operator allows, who allows three.
    expect(await use('quota set', { running: 50 })).toContain('3 running, 1 waiting');
  });

  it('tell a channel once at 20 % and once at 0', async () => {
    await use('quota set', { notices: gallery });
    const told = (title: string) =>
      live.playground.messages.all(gallery).filter(({ embeds }) => embeds[0]?.title === title)
        .length;
    // Twelve jobs would cost all there ever was.
    for (let i = 0; i < 12; i++) await imagine();
    await expect.poll(() => told('Credits are running low'), { timeout: 20_000 }).toBe(1);
    await expect.poll(() => told('Credits exhausted'), { timeout: 20_000 }).toBe(1);
    expect(await imagine()).toMatch(/needs 8 credits, and the server has \d left/);
    expect([told('Credits are running low'), told('Credits exhausted')]).toEqual([1, 1]);
  }, 90_000);

  it('relax what the credits do not cover, where that is wished for and covered', async () => {
    expect(await imagine()).toMatch(/Credits exhausted/);
    expect(await use('quota set', { at_zero: 'relax' })).toMatch(
      /run out\*\*: use relax mode while credits cover it, then refuse/,
    );
    expect(await imagine()).toMatch(STARTED);
    expect((await lastDone()).content).toMatch(/\(relaxed/);
    await use('quota set', { speeds: 'fast' });
    expect(await imagine()).toMatch(/Credits exhausted/);
  });
});
