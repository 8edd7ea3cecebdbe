/** Somebody asks for their data, and then for none of it to be kept; an operator erases a whole server. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder } from '#test/fixtures/bot-process.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('personal data', () => {
  const data = dataFolder();
  let live: LiveBot;
  let channel: string;
  beforeAll(async () => {
    live = await startLiveBot({ environment: { DATA_DIR: data.path, STUDIO_SECONDS: '0.2' } });
    const owner = live.playground.person('owner').id;
    await live.killAndRestart({ OPERATOR_IDS: owner });
    channel = live.playground.channelId('lantern-room');
  });
  afterAll(async () => {
    await live?.close();
    data.remove();
  });

  const pictures = () =>
    readdirSync(join(data.path, 'archive'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      /[0-9a-f]{64}\.\w+$/.test(path),
    );
  /** Every text that the database holds, whatever table it is in. */
  function everyText(): string {
    const database = new Database(join(data.path, 'fourfold.db'), { readonly: true });
    try {
      const tables = database
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .pluck()
        .all();
      return tables
        .map((table) => JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all()))
        .join('\n');
    } finally {
      database.close();
    }
  }
  const imagine = async (role: 'member' | 'owner', prompt: string) => {
    await live.playground.person(role).command(channel, 'imagine', { prompt });
    return live.final(channel, ({ content }) => content.includes(prompt));
  };

  it('is sent to whoever asks, and is gone from database and disk when they want that', async () => {
    const member = live.playground.person('member');
    const grid = await imagine('member', 'a private lantern');
    const exported = await (await member.command(channel, 'privacy export')).reply();
    expect(exported.flags).toBe(64);
    const url = exported.attachments[0]?.url ?? '';
    expect(await (await fetch(url)).text()).toContain('a private lantern');

    const unsure = await member.command(channel, 'privacy erase', { sure: false });
    expect((await unsure.reply()).embeds[0]?.title).toBe('Nothing was changed');
    expect(everyText()).toContain('a private lantern');

    const erased = await (await member.command(channel, 'privacy erase', { sure: true })).reply();
    expect(erased.embeds[0]?.title).toBe('Removed');
    expect(everyText()).not.toContain('a private lantern');
    expect(everyText()).not.toContain(member.id);
    expect(pictures()).toEqual([]);
    const pressed = await (await member.press(grid, { label: 'U1' })).reply();
    expect(pressed.embeds[0]?.title).toBe('No longer kept');
    // The books still balance without the name.
    const audit = execFileSync(process.execPath, [
      join(ROOT, 'scripts/audit-ledger.ts'),
      join(data.path, 'fourfold.db'),
    ]);
    expect(audit.toString()).toBe('The books balance.\n');
  });

  it('of a whole server goes on an operator’s word', async () => {
    await imagine('owner', 'the owner’s lantern');
    const owner = live.playground.person('owner');
    const server = [...live.playground.world.guilds.keys()][0] ?? '';
    const neither = await owner.command(channel, 'operator erase', { sure: true });
    expect((await neither.reply()).embeds[0]?.title).toBe('Nothing was changed');
    const erased = await owner.command(channel, 'operator erase', { server, sure: true });
    expect((await erased.reply()).embeds[0]?.title).toMatch(/^Removed · .+ \(\d+\)$/);
    expect(everyText()).not.toContain('the owner’s lantern');
    expect(pictures()).toEqual([]);
  });
});
