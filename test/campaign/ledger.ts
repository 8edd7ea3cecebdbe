/** What an owner is told of the money: the export, and what `/credits` says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { APIMessage } from 'discord-api-types/v10';
import * as z from 'zod';
import type { Playground } from '#playground/start-playground.ts';
import type { AccountRecord, LedgerLine } from './evidence.ts';

/** Where a bot's clock was set forward, its jobs are of next month. */
const DAYS_AHEAD = 40;
const ROOT = new URL('../../', import.meta.url);

const lineSchema = z.object({
  job: z.string(),
  state: z.string(),
  server: z.string(),
  action: z.string(),
  speed: z.string(),
  reserved_credits: z.number(),
  credits: z.number(),
});

/** The export, by the command that an owner runs. */
export async function readExport(
  environment: Readonly<Record<string, string>>,
): Promise<readonly LedgerLine[]> {
  const day = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/export.ts', '--from', day(-1), '--to', day(DAYS_AHEAD), '--format', 'jsonl'],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        DATA_DIR: environment.DATA_DIR ?? '',
        DATABASE_URL: environment.DATABASE_URL ?? '',
      },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout.split('\n').flatMap((text) => {
    if (text === '') return [];
    const { reserved_credits: reservedCredits, ...line } = lineSchema.parse(JSON.parse(text));
    return [{ ...line, reservedCredits }];
  });
}

/** Times that somebody asks for an account: a machine with much else to do answers too late now and then. */
const ATTEMPTS = 10;

/** A server's account as `/credits` shows it to a member. */
export async function readAccount(
  playground: Playground,
  guild: string,
): Promise<Pick<AccountRecord, 'server' | 'available' | 'reserved' | 'spent'>> {
  const channel = playground.channelId(`${guild}/four`);
  const ask = async (left: number): Promise<APIMessage> => {
    const act = await playground.person('owner').command(channel, 'credits', {});
    const state = await act.settled({ timeoutMs: 20_000 });
    if (state.kind === 'failed' && left > 0) return ask(left - 1);
    return act.reply({ timeoutMs: 20_000 });
  };
  const { embeds } = await ask(ATTEMPTS - 1);
  const text = embeds[0]?.description ?? '';
  const figure = (name: string) =>
    Number(new RegExp(`\\*\\*${name}\\*\\*: (-?[\\d,]+)`).exec(text)?.[1]?.replaceAll(',', ''));
  return {
    server: playground.guildId(guild),
    available: figure('Available'),
    reserved: figure('Reserved'),
    spent: figure('Spent'),
  };
}
