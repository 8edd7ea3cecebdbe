/** The program as an owner runs it: in a process of its own, beside the bot, on the bot's environment. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '#system/free-port.ts';
import { dataFolder } from '#test/fixtures/bot-process.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const reportSchema = z.object({
  problems: z.number(),
  findings: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['ok', 'warning', 'problem']),
      found: z.string(),
      remedy: z.string().nullable(),
    }),
  ),
});

function doctor(environment: Readonly<Record<string, string>>, ...rest: string[]) {
  return new Promise<{ readonly code: number | string | null; readonly output: string }>(
    (resolve) => {
      execFile(
        process.execPath,
        [join(ROOT, 'scripts/doctor.ts'), ...rest],
        { cwd: tmpdir(), env: { PATH: process.env.PATH ?? '', ...environment } },
        (error, out, trouble) =>
          resolve({ code: error === null ? 0 : (error.code ?? null), output: out + trouble }),
      );
    },
  );
}

/** What it says in JSON, by check. */
async function examine(environment: Readonly<Record<string, string>>) {
  const { code, output } = await doctor(environment, '--json');
  const { problems, findings } = reportSchema.parse(JSON.parse(output));
  return { code, output, problems, of: new Map(findings.map((one) => [one.check, one])) };
}

describe('npm run doctor', () => {
  let live: LiveBot;
  let environment: Readonly<Record<string, string>>;
  const data = dataFolder();
  beforeAll(async () => {
    const port = String(await freePort());
    const own = {
      DATA_DIR: data.path,
      HTTP_PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    };
    // Where requests are asked for, an endpoint that is not set yet is a problem of its own.
    live = await startLiveBot({ interactions: 'gateway', vendor: 'apiframe', environment: own });
    const { playground, emulator } = live;
    environment = {
      ...own,
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: playground.apiUrl,
      APIFRAME_API_KEY: emulator?.apiKey ?? '',
      APIFRAME_BASE_URL: emulator?.baseUrl ?? '',
    };
    const channel = playground.channelId('lantern-room');
    await playground.person('member').command(channel, 'imagine', { prompt: 'a lantern' });
    await live.final(channel, ({ content }) => content.includes('a lantern'));
  });
  afterAll(async () => {
    await live?.close();
    data.remove();
  });

  it('finds a bot at work in order', async () => {
    const { code, problems, of, output } = await examine(environment);
    expect({ code, problems, output }).toMatchObject({ code: 0, problems: 0 });
    for (const check of [
      'discord.token',
      'discord.application',
      'discord.intents',
      'discord.gateway',
      'discord.commands',
      'vendor.apiframe',
      'bot',
      'public-url',
      'clock',
      'disk',
      'database',
      'archive',
    ]) {
      expect(of.get(check), `${check} in ${output}`).toMatchObject({ state: 'ok' });
    }
    expect(of.get('vendor.apiframe')?.found).toMatch(/key accepted, balance \d/);
    expect(of.get('archive')?.found).toMatch(/^[1-9]\d* files/);
    // Nobody backs this one up, and nobody is notified of problems: it says so, and what to set.
    expect(of.get('backups')?.remedy).toContain('BACKUP_EVERY');
    expect(of.get('setting.OPERATOR_IDS')?.remedy).toContain('OPERATOR_IDS');
    const servers = [...live.playground.world.guilds.values()].map(({ id, name }) => {
      const { state, found } = of.get(`server.${id}`) ?? { state: 'missing', found: '' };
      return `${name}: ${state}: ${found.replace(`${name}: `, '')}`;
    });
    expect(servers).toEqual([
      'Harbour Lights: warning: results cannot be posted in #no-files (Attach Files), #announcements (Send Messages), #staff-only (View Channel)',
      'Paper Lanterns: ok: works in all 2 channels',
    ]);
  });

  it('says of each thing that is wrong what to do, and no secret', async () => {
    const archive = join(data.path, 'archive');
    const [first] = readdirSync(archive, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /[0-9a-f]{64}\.\w+$/.test(path),
    );
    writeFileSync(join(archive, first ?? ''), 'rotten');
    const closed = `http://127.0.0.1:${await freePort()}`;
    const { code, of, output } = await examine({
      ...environment,
      APIFRAME_API_KEY: 'afk_nobodys_key_at_all',
      PUBLIC_URL: closed,
    });
    expect(code).toBe(1);
    expect(of.get('archive')).toMatchObject({ state: 'problem' });
    expect(of.get('archive')?.found).toContain(first);
    expect(of.get('vendor.apiframe')).toMatchObject({ state: 'problem' });
    expect(of.get('vendor.apiframe')?.remedy).toContain('APIFRAME_API_KEY');
    expect(of.get('public-url')).toMatchObject({ state: 'problem' });
    expect(of.get('public-url')?.found).toContain('ECONNREFUSED');
    expect(output).not.toContain('afk_nobodys_key_at_all');
    expect(output).not.toContain(live.playground.token);
    // The bot that runs beside it still works: its own archive was not touched.
    expect(of.get('bot')).toMatchObject({ state: 'ok' });
  });

  it('tells a refused token from everything else', async () => {
    const token = 'MTAwMDAwMDAwMDAwMDAwMDAwMA.wrong.token-that-nobody-gave';
    const { code, of, output } = await examine({ ...environment, DISCORD_TOKEN: token });
    expect(code).toBe(1);
    expect(of.get('discord.token')).toMatchObject({ state: 'problem' });
    expect(of.get('discord.token')?.remedy).toContain('Reset the token');
    expect(of.has('discord.commands')).toBe(false);
    expect(output).not.toContain(token);
  });

  it('names what a damaged database needs', async () => {
    const folder = dataFolder();
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(join(folder.path, 'fourfold.db'), 'this is no database, and long enough');
    const { code, of } = await examine({ ...environment, DATA_DIR: folder.path });
    folder.remove();
    expect(code).toBe(1);
    expect(of.get('database')).toMatchObject({ state: 'problem' });
    expect(of.get('database')?.remedy).toContain('npm run restore');
  });

  it('reads as lines for people, with an exit code for programs', async () => {
    const { code, output } = await doctor({ HTTP_PORT: 'eighty-eighty', DATA_DIR: data.path });
    expect(code).toBe(2);
    expect(output).toMatch(/^problem {2}setting\.HTTP_PORT: HTTP_PORT is not a number$/m);
    expect(output).toMatch(/^ {9}-> See \.env\.example/m);
  });
});
