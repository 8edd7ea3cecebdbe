/**
 * How: members, administrators and the operator use the commands about credits in the playground,
 * on a bot in a process of its own, as each of them could.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground } from '#playground/start-playground.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const EPHEMERAL = 64;

let live: LiveBot;
let guild: string;
let channel: string;

beforeAll(async () => {
  // The same people have the same ids in every playground.
  const rehearsal = await startPlayground();
  const operator = rehearsal.person('owner').id;
  await rehearsal.close();
  live = await startLiveBot({
    environment: { MONTHLY_CREDITS: '100', STUDIO_SECONDS: '0', OPERATOR_IDS: operator },
  });
  guild = live.playground.guildId('Harbour Lights');
  channel = live.playground.channelId('lantern-room');
});
afterAll(async () => {
  await live?.close();
});

const text = (message: APIMessage): string =>
  [
    message.content,
    ...message.embeds.flatMap((embed) => [embed.title ?? '', embed.description ?? '']),
  ].join('\n');

async function use(
  who: 'owner' | 'member',
  name: string,
  options: Readonly<Record<string, string | number | boolean>> = {},
): Promise<APIMessage> {
  const act = await live.playground.person(who).command(channel, name, options);
  const message = await act.reply({ timeoutMs: 30_000 });
  expect((message.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
  return message;
}

async function imagine(prompt: string): Promise<APIMessage> {
  const act = await live.playground.person('member').command(channel, 'imagine', { prompt });
  return act.reply();
}

describe('credits in the playground', () => {
  it('are shown to everyone, with what a prompt would cost', async () => {
    expect(text(await use('member', 'credits'))).toMatch(/\*\*Available\*\*: 100 credits/);
    expect(text(await use('member', 'credits', { price: 'a fox --v 7 --turbo' }))).toMatch(
      /This would cost 16 credits[\s\S]*would have 84 left/,
    );
  });

  it('are capped by who manages the server, and the refusal says the numbers', async () => {
    const member = live.playground.person('member').id;
    expect(text(await use('owner', 'quota member', { member, cap: 10 }))).toMatch(/10 credits/);
    await imagine('first fox');
    await live.final(channel, (message) => message.content.includes('first fox'));
    expect(text(await imagine('second fox'))).toMatch(/needs 8 credits, and 8 of the 10 credits/);
    expect(text(await use('owner', 'quota reset'))).toMatch(/Each member\*\*: no cap/);
  });

  it('are reported as figures, a picture and a table', async () => {
    const message = await use('owner', 'usage', { days: 7, theme: 'light' });
    expect(text(message)).toMatch(/8 credits in 1 job,/);
    const picture = await fetch(message.embeds[0]?.image?.url ?? '');
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const table = await fetch(message.attachments[0]?.url ?? '');
    expect(await table.text()).toMatch(
      /^day,member,member_name,channel,action,jobs,credits\n[\d-]+,\d+,milan,\d+,imagine,1,8\n$/,
    );
  });

  it('are given by the operator, and stand in the history in plain words', async () => {
    const given = { server: guild, amount: 40, reason: 'for the contest', days: 30 };
    expect(text(await use('owner', 'operator grant', given))).toMatch(/132 credits available/);
    const servers = await use('owner', 'operator servers');
    expect(text(servers)).toMatch(new RegExp(`Harbour Lights.*${guild}`));
    const table = await fetch(servers.attachments[0]?.url ?? '');
    expect(await table.text()).toContain(`\n${guild},Harbour Lights,`);
    expect(text(await use('owner', 'operator server', { server: guild, monthly: 500 }))).toMatch(
      /Monthly\*\*: 500 credits/,
    );
    const history = text(await use('member', 'credits', { history: 1 }));
    expect(history).toMatch(/\+40.*for the contest/);
    expect(history).toMatch(/−8` \/imagine `\w{16}`: 8 paid, 0 returned/);
  });

  it('are kept from a blocked server, and left alone', async () => {
    await use('owner', 'operator block', { server: guild, blocked: true, reason: 'a test' });
    expect(text(await imagine('a blocked fox'))).toMatch(/blocked this server: a test/);
    await use('owner', 'operator block', { server: guild, blocked: false });
    expect(text(await use('member', 'credits'))).toMatch(/\*\*Reserved\*\*: 0 credits/);
  });

  it('are reconciled by a table', async () => {
    const day = new Date().toISOString().slice(0, 10);
    const message = await use('owner', 'operator export', { from: '2026-01-01', to: day });
    const table = await fetch(message.attachments[0]?.url ?? '');
    expect(await table.text()).toMatch(
      /^job,accepted,.*\n\w{16},.*,imagine,fast,8,8,studio,.*,Harbour Lights\n/,
    );
  });
});
