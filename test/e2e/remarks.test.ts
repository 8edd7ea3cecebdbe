/**
 * How: people in the playground rate, report and look up each other's results; the job's page is fetched as a
 * browser would. The bot has a public address, which is this machine.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground } from '#playground/start-playground.ts';
import { freePort } from '#system/free-port.ts';
import {
  buttonRowsOf,
  buttonsInStyle,
  type LiveBot,
  startLiveBot,
} from '#test/fixtures/live-bot.ts';

const EPHEMERAL = 64;
const BLUE = 1;

let live: LiveBot;
let port: number;
beforeAll(async () => {
  port = await freePort();
  // The same people have the same ids in every playground.
  const rehearsal = await startPlayground();
  const operator = rehearsal.person('owner').id;
  const reports = rehearsal.channelId('gallery');
  await rehearsal.close();
  live = await startLiveBot({
    environment: {
      STUDIO_SECONDS: '0',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      HTTP_PORT: String(port),
      OPERATOR_IDS: operator,
      REPORTS_CHANNEL: reports,
    },
  });
});
afterAll(async () => {
  await live?.close();
});

const person = (role: string) => live.playground.person(role);
const channel = (name = 'lantern-room') => live.playground.channelId(name);
const shown = (id: string) => live.playground.messages.all(channel()).find((m) => m.id === id);
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;
const idOf = (message: APIMessage) =>
  /_([0-9a-z]{16})\.\w+$/.exec(message.attachments[0]?.filename ?? '')?.[1] ?? '?';

async function grid(role: string, prompt: string, where = channel()): Promise<APIMessage> {
  const act = await person(role).command(where, 'imagine', { prompt });
  const progress = await act.reply();
  return live.final(where, (m) => m.message_reference?.message_id === progress.id);
}

async function single(role: string, prompt: string): Promise<APIMessage> {
  const message = await grid(role, prompt);
  await person(role).press(message, { label: 'U1' });
  return live.final(channel(), (m) => m.message_reference?.message_id === message.id);
}

async function told(role: string, name: string, target: string): Promise<APIMessage> {
  const act = await person(role).contextCommand(channel(), name, target);
  const reply = await act.reply();
  expect((reply.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
  return reply;
}

const info = async (role: string) =>
  words(await (await person(role).command(channel(), 'info')).reply());

describe('❤️', () => {
  it('is answered as Midjourney does, shows on the button, is listed, and can be taken back', async () => {
    const message = await single('member', 'a red fox');
    const press = async () =>
      (await (await person('owner').press(message, { emoji: '❤️' })).reply()).content;
    const link = `https://discord.com/channels/${live.playground.guildId('Harbour Lights')}/${channel()}/${message.id}`;
    expect(await press()).toBe(`You have successfully rated [this job](${link}) with 😍`);
    const isBlue = () => buttonsInStyle(shown(message.id) ?? message, BLUE).includes('❤️');
    await live.playground.until(isBlue, { what: 'a blue heart' });
    expect(await info('owner')).toMatch(new RegExp(`Favourites.*${idOf(message)}.*a red fox`));
    expect(await info('member')).not.toContain('Favourites');
    expect(await press()).toContain('Removed your');
    await live.playground.until(() => !isBlue(), { what: 'a grey heart' });
    expect(await info('owner')).not.toContain('Favourites');
  });
});

describe('the job’s page', () => {
  it('is behind the link of the grid and behind Web, and shows the pictures in full quality', async () => {
    const message = await grid('member', 'a "red" <fox>');
    expect(buttonRowsOf(message)[1]).toEqual(['V1', 'V2', 'V3', 'V4', '\u200b']);
    const url = /"url":"([^"]+\/jobs\/[^"]+)"/.exec(JSON.stringify(message.components))?.[1] ?? '';
    expect(message.content).toContain(`[(Open on website for full quality)](<${url}>)`);
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await page.text();
    expect(text).toContain('a &quot;red&quot; &lt;fox&gt;');
    const paths = [...text.matchAll(/img src="([^"]+)" width="(\d+)"/g)];
    expect(paths.map(([, , width]) => width)).toEqual(['1024', '1024', '1024', '1024']);
    const file = await fetch(`http://127.0.0.1:${port}${paths[3]?.[1]}`);
    expect([file.status, file.headers.get('content-type')?.split('/')[0]]).toEqual([200, 'image']);
    for (const wrong of [`${url}x`, url.replace(/.$/, '!'), `${url}/5`, `${url}/0`]) {
      expect((await fetch(wrong)).status).toBe(404);
    }
    const solo = await single('member', 'a lake');
    expect(buttonRowsOf(solo).at(-1)).toEqual(['❤️', 'Web']);
    const other = url.replace(/jobs\/\w+/, `jobs/${idOf(solo)}`);
    expect((await fetch(other)).status).toBe(404);
  });
});

describe('Apps ▸ Report Job', () => {
  it('counts each person once, and is listed for those who run the bot alone', async () => {
    const message = await grid('member', 'something odd');
    expect(words(await told('owner', 'Report Job', message.id))).toContain('Reported');
    expect(words(await told('owner', 'Report Job', message.id))).toContain('counts once');
    const chat = person('member').send(channel(), 'no job');
    expect(words(await told('owner', 'Report Job', chat.id))).toContain('does not show a job');
    const list = async (role: string) =>
      words(await (await person(role).command(channel(), 'operator reports')).reply());
    const reports = await list('owner');
    expect(reports).toContain(idOf(message));
    expect(reports).toContain('something odd');
    expect(reports).toContain('1 report, ');
    expect(reports).toContain('in server Harbour Lights');
    expect(live.bot().output()).toContain('job reported');
    await expect(list('member')).rejects.toThrow();
  });
});

describe('a report in the operators’ channel', () => {
  it('has the prompt, the people and a spoiler, and is decided by operators alone, once', async () => {
    const message = await grid('member', 'something worse');
    await told('owner', 'Report Job', message.id);
    const { messages } = live.playground;
    const report = await messages.until(
      (each) => each.channel_id === channel('gallery') && words(each).includes('something worse'),
      { timeoutMs: 60_000, what: 'the report' },
    );
    expect(report.attachments[0]?.filename).toBe(`SPOILER_report_${idOf(message)}.webp`);
    expect(words(report)).toContain('in Harbour Lights');
    expect(words(report)).toContain(`/${channel()}/${message.id}`);
    expect(buttonRowsOf(report)).toEqual([['Take down', 'Dismiss', 'Block member']]);
    const refusal = await (await person('member').press(report, { label: 'Take down' })).reply();
    expect(words(refusal)).toContain('Not permitted');
    expect(shown(message.id)).toBeDefined();
    const decide = () => person('owner').press(report, { label: 'Take down' });
    // Two clients at once: neither fails, and it is decided once.
    await Promise.all([decide(), decide()]);
    const decided = () => messages.all(channel('gallery')).find(({ id }) => id === report.id);
    await live.playground.until(() => words(decided() ?? report).includes('Taken down'), {
      timeoutMs: 60_000,
      what: 'the decision',
    });
    expect(shown(message.id)).toBeUndefined();
    expect(decided()?.attachments).toEqual([]);
    for (const [press, left] of [
      ['Block member', 'Unblock member'],
      ['Unblock member', 'Block member'],
    ] as const) {
      expect(buttonRowsOf(decided() ?? report)).toEqual([[press]]);
      await (await person('owner').press(report, { label: press })).settled();
      expect(buttonRowsOf(decided() ?? report)).toEqual([[left]]);
    }
    expect(words(decided() ?? report)).not.toContain(`/${channel()}/${message.id}`);
    const log = await person('owner').command(channel(), 'operator log');
    const lines = words(await log.reply());
    expect(lines.split(`took the job \`${idOf(message)}\` down`)).toHaveLength(2);
    const list = await person('owner').command(channel(), 'operator reports');
    expect(words(await list.reply())).not.toContain(idOf(message));
  });
});

describe('Apps ▸ Recent Jobs', () => {
  it('lists what a person made and the asker can see in that channel, and no more', async () => {
    const here = await grid('member', 'a green boat');
    const elsewhere = await grid('member', 'a secret plan', channel('gallery'));
    const gone = await grid('member', 'an awkward hat');
    await told('member', 'Cancel Job', gone.id);
    await person('member').command(channel(), 'stealth');
    const act = await person('member').command(channel(), 'imagine', { prompt: 'a quiet lamp' });
    const hidden = await act.reply();
    await live.playground.until(
      () =>
        person('member')
          .sees(channel())
          .some(({ id, attachments }) => id === hidden.id && attachments.length > 0),
      { timeoutMs: 20_000, what: 'the stealth result' },
    );
    await person('member').command(channel(), 'public');
    const seen = words(await told('owner', 'Recent Jobs', person('member').id));
    expect(seen).toContain(`/${channel()}/${here.id}`);
    expect(seen).toMatch(/a green boat · Imagine/);
    for (const not of ['a secret plan', 'an awkward hat', 'a quiet lamp', elsewhere.id]) {
      expect(seen).not.toContain(not);
    }
    const own = words(await told('member', 'Recent Jobs', person('member').id));
    for (const prompt of ['a secret plan', 'an awkward hat', 'a quiet lamp']) {
      expect(own).toContain(prompt);
    }
    expect(own).toContain('/show');
  });
});

describe('/operator', () => {
  const told = async (name: string, options: Record<string, string>) =>
    words(await (await person('owner').command(channel(), name, options)).reply());
  const pageOf = (message: APIMessage) =>
    /"url":"([^"]+\/jobs\/[^"]+)"/.exec(JSON.stringify(message.components))?.[1] ?? '';
  const linkOf = ({ id }: APIMessage) =>
    `https://discord.com/channels/${live.playground.guildId('Harbour Lights')}/${channel()}/${id}`;

  it('remove takes a job down by the link of its message, and looks at no message of others', async () => {
    const message = await grid('member', 'a burning bridge');
    const url = pageOf(message);
    const job = idOf(message);
    const file = {
      filename: `a_bridge_${job}.webp`,
      contentType: 'image/webp',
      bytes: Buffer.from('x'),
    };
    const forged = person('member').send(channel(), 'mine', [file]);
    expect(await told('operator remove', { job: linkOf(forged) })).toContain('There is no job');
    expect((await fetch(url)).status).toBe(200);
    expect(await told('operator remove', { job: linkOf(message) })).toContain('Taken down');
    expect(shown(message.id)).toBeUndefined();
    expect(shown(forged.id)).toBeDefined();
    const again = await told('operator remove', { job });
    expect(again).toContain('Nothing was changed');
    expect(again).toContain('was taken down before, and its message is gone');
    for (const address of [url, `${url}/1`]) expect((await fetch(address)).status).toBe(410);
    const solo = await single('member', 'another bridge');
    expect(await told('operator remove', { job: idOf(solo) })).toContain('Taken down');
    expect((await fetch(pageOf(solo))).status).toBe(410);
  });

  it('links ends the page links of a server, and later results have new ones', async () => {
    const before = pageOf(await grid('member', 'a lock'));
    const server = live.playground.guildId('Harbour Lights');
    expect((await fetch(before)).status).toBe(200);
    expect(await told('operator links', { server })).toContain('Page links renewed');
    expect((await fetch(before)).status).toBe(410);
    const after = pageOf(await grid('member', 'a key'));
    expect((await fetch(after)).status).toBe(200);
  });
});
