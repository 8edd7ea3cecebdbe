import { describe, expect, test } from 'vitest';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
describe('files', () => {
  const bytes = (length: number) => new Uint8Array(length);
  const mebibyte = 1024 * 1024;

  test.each([
    ['10 MiB', [10 * mebibyte], 200, undefined],
    ['a byte more', [10 * mebibyte + 1], 413, 50045],
    ['25 MiB in all', [9 * mebibyte, 9 * mebibyte, 9 * mebibyte], 413, 40005],
    ['10 files', times(10, () => 1), 200, undefined],
    ['11 files', times(11, () => 1), 400, 30015],
  ])('%s', async (_title, sizes, status, code) => {
    const { bot, channelId } = await setupDiscord();
    const files = sizes.map((size, index) => ({ name: `${index}.bin`, bytes: bytes(size) }));
    const reply = await bot.call('POST', `/channels/${channelId}/messages`, {}, { files });
    expect(reply.status).toBe(status);
    if (code !== undefined) expect(reply.body).toMatchObject({ code });
  });

  test('an edit keeps what it lists, appends without a list, and drops with an empty one', async () => {
    const { bot, channelId } = await setupDiscord();
    const png = (name: string) => ({ name, bytes: tinyPng });
    const path = `/channels/${channelId}/messages`;
    const created = await bot.call('POST', path, {}, { files: [png('a.png'), png('b.png')] });
    const { id, attachments } = shown(created.body);
    const one = `${path}/${id}`;
    const names = async (body: object, files: readonly { name: string; bytes: typeof tinyPng }[]) =>
      shown((await bot.call('PATCH', one, body, { files })).body).attachments.map(
        (each) => each.filename,
      );
    expect(await names({}, [png('c.png')])).toEqual(['a.png', 'b.png', 'c.png']);
    const kept = [{ id: attachments[1]?.id }, { id: 0 }];
    expect(await names({ attachments: kept }, [png('d.png')])).toEqual(['b.png', 'd.png']);
    expect(await names({ content: 'bare', attachments: [] }, [])).toEqual([]);
  });

  test('links expire, and reading the message again gives fresh ones', async () => {
    const { bot, channelId, clock } = await setupDiscord({ linkLifetimeMs: 60_000 });
    const path = `/channels/${channelId}/messages`;
    const created = shown(
      (await bot.call('POST', path, {}, { files: [{ name: 'a.png', bytes: tinyPng }] })).body,
    );
    const link = created.attachments[0]?.url ?? '';
    const status = async (url: string) => (await fetch(url)).status;
    expect(await status(link)).toBe(200);
    expect(await status(link.replace(/hm=\w/, 'hm=0'))).toBe(404);
    expect(await status(link.split('?')[0] ?? '')).toBe(404);
    clock.advance(61_000);
    expect(await status(link)).toBe(404);
    const again = shown((await bot.call('GET', `${path}/${created.id}`)).body);
    expect(await status(again.attachments[0]?.url ?? '')).toBe(200);
    const { body } = await bot.call('POST', '/attachments/refresh-urls', {
      attachment_urls: [link],
    });
    expect(body).toMatchObject({ refreshed_urls: [{ original: link }] });
  });

  test('a picture shown in an embed is not listed again', async () => {
    const { bot, channelId } = await setupDiscord();
    const body = { embeds: [{ image: { url: 'attachment://a.png' } }] };
    const files = [{ name: 'a.png', bytes: tinyPng }];
    const reply = await bot.call('POST', `/channels/${channelId}/messages`, body, { files });
    expect(reply.body).toMatchObject({
      attachments: [],
      embeds: [{ image: { url: expect.stringContaining('/attachments/'), width: 1 } }],
    });
  });
});

type Shown = {
  readonly id: string;
  readonly content: string;
  readonly attachments: readonly {
    readonly id: string;
    readonly filename: string;
    readonly url: string;
  }[];
};
const isShown = (body: unknown): body is Shown =>
  typeof body === 'object' && body !== null && 'attachments' in body;
const shown = (body: unknown): Shown => {
  if (!isShown(body)) throw new Error(`Not a message: ${JSON.stringify(body)}`);
  return body;
};

describe('writing and reading', () => {
  test('an enforced nonce writes once, an unenforced one twice, and an old one again', async () => {
    const { bot, channelId, clock } = await setupDiscord();
    const path = `/channels/${channelId}/messages`;
    const write = async (body: object) =>
      shown((await bot.call('POST', path, { content: 'x', ...body })).body).id;
    const first = await write({ nonce: 'job', enforce_nonce: true });
    expect(await write({ nonce: 'job', enforce_nonce: true })).toBe(first);
    expect(await write({ nonce: 'job', enforce_nonce: false })).not.toBe(first);
    clock.advance(6 * 60_000);
    expect(await write({ nonce: 'job', enforce_nonce: true })).not.toBe(first);
  });

  test('lists by before, after and around, newest first', async () => {
    const { bot, channelId, clock } = await setupDiscord();
    const path = `/channels/${channelId}/messages`;
    const ids: string[] = [];
    for (const content of ['a', 'b', 'c', 'd', 'e']) {
      clock.advance(5_001);
      ids.push(shown((await bot.call('POST', path, { content })).body).id);
    }
    const list = async (query: string) => {
      clock.advance(5_001);
      const { body } = await bot.call('GET', `${path}?${query}`);
      return Array.isArray(body) ? body.map((each) => shown(each).content).join('') : body;
    };
    expect(await list('limit=2')).toBe('ed');
    expect(await list(`before=${ids[2]}`)).toBe('ba');
    expect(await list(`after=${ids[1]}&limit=2`)).toBe('dc');
    expect(await list(`around=${ids[2]}&limit=3`)).toBe('dcb');
    expect(await list('limit=101')).toMatchObject({ code: 50035 });
  });

  test('content null clears, and nothing may be left empty', async () => {
    const { bot, channelId } = await setupDiscord();
    const path = `/channels/${channelId}/messages`;
    const { id } = shown(
      (await bot.call('POST', path, { content: 'x', embeds: [{ title: 't' }] })).body,
    );
    expect((await bot.call('PATCH', `${path}/${id}`, { content: null })).body).toMatchObject({
      content: '',
      embeds: [{ title: 't' }],
    });
    expect(await bot.call('PATCH', `${path}/${id}`, { embeds: [] })).toMatchObject({
      body: { code: 50006 },
    });
  });

  test("others' messages cannot be edited, and deleted only by moderators or the author", async () => {
    const { bot, channelId, playground } = await setupDiscord();
    const { id } = playground.person('member').send(channelId, 'mine');
    const one = `/channels/${channelId}/messages/${id}`;
    expect(await bot.call('PATCH', one, { content: 'x' })).toMatchObject({ body: { code: 50005 } });
    expect(await bot.call('DELETE', one)).toMatchObject({ body: { code: 50013 } });
  });

  test('the fourth edit of old messages within 6 s is refused with 30046', async () => {
    const { bot, channelId, clock } = await setupDiscord();
    const path = `/channels/${channelId}/messages`;
    const { id } = shown((await bot.call('POST', path, { content: 'x' })).body);
    clock.advance(61 * 60_000);
    const edit = () => bot.call('PATCH', `${path}/${id}`, { content: 'y' });
    for (const _ of times(3, () => null)) expect((await edit()).status).toBe(200);
    expect(await edit()).toMatchObject({ status: 429, body: { code: 30046 } });
    clock.advance(6_001);
    expect((await edit()).status).toBe(200);
  });
});

describe('pings', () => {
  test.each([
    ['an answer pings people', '<@M>', undefined, true, true],
    ['an answer pings nobody when told so', '<@M>', { parse: [] }, true, false],
    ['naming the one user pings that user', '<@M>', { parse: [], users: ['M'] }, true, true],
    ['naming another user does not', '<@M>', { parse: [], users: ['O'] }, true, false],
    ['code does not ping', '`<@M>`', undefined, true, false],
    ['a plain message pings people', '<@M>', undefined, false, true],
  ])('%s', async (_title, content, allowed, asAnswer, pinged) => {
    const { bot, channelId, drawn, playground } = await setupDiscord();
    const member = playground.person('member').id;
    const owner = playground.person('owner').id;
    const named = (text: string) => text.replace('M', member).replace('O', owner);
    const data = {
      content: named(content),
      ...(allowed === undefined
        ? {}
        : { allowed_mentions: JSON.parse(named(JSON.stringify(allowed))) }),
    };
    if (asAnswer) await bot.answer((await drawn()).interaction, { type: 4, data });
    else await bot.call('POST', `/channels/${channelId}/messages`, data);
    const mentions = playground.messages.all(channelId)[0]?.mentions.map((user) => user.id);
    expect(mentions).toEqual(pinged ? [member] : []);
  });

  test('everyone is pinged only with the permission', async () => {
    const { bot, channelId, playground } = await setupDiscord();
    await bot.call('POST', `/channels/${channelId}/messages`, { content: '@everyone' });
    playground.person('owner').send(channelId, '@everyone');
    const everyone = playground.messages.all(channelId).map((each) => each.mention_everyone);
    expect(everyone).toEqual([false, true]);
  });
});
