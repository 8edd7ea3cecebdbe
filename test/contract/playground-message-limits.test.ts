import { describe, expect, test } from 'vitest';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';

const text = (length: number) => 'x'.repeat(length);
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
const button = (change: object = {}) => ({
  type: 2,
  style: 1,
  label: 'Go',
  custom_id: 'go',
  ...change,
});
const rowOf = (...components: readonly object[]) => ({ type: 1, components });
const select = (change: object = {}) => ({
  type: 3,
  custom_id: 'pick',
  options: [{ label: 'One', value: '1' }],
  ...change,
});
const option = (index: number) => ({ label: `Label ${index}`, value: `${index}` });
const embed = (change: object) => ({ embeds: [{ title: 'Title', ...change }] });
const withRows = (...components: readonly object[]) => ({ content: 'x', components });

/** Bodies just inside and just outside each limit, with the field that Discord would blame. */
const bodies: readonly [title: string, body: object, blamed: string | null][] = [
  ['content of 2000', { content: text(2_000) }, null],
  ['content of 2001', { content: text(2_001) }, 'content'],
  ['content that is no text', { content: { a: 1 } }, 'content'],
  ['10 embeds', { embeds: times(10, () => ({ title: 'x' })) }, null],
  ['11 embeds', { embeds: times(11, () => ({ title: 'x' })) }, 'embeds'],
  ['embed title of 256', embed({ title: text(256) }), null],
  ['embed title of 257', embed({ title: text(257) }), 'embeds.0.title'],
  ['embed description of 4097', embed({ description: text(4_097) }), 'embeds.0.description'],
  ['embed footer of 2049', embed({ footer: { text: text(2_049) } }), 'embeds.0.footer.text'],
  ['embed author of 257', embed({ author: { name: text(257) } }), 'embeds.0.author.name'],
  [
    '26 embed fields',
    embed({ fields: times(26, () => ({ name: 'n', value: 'v' })) }),
    'embeds.0.fields',
  ],
  ['an empty field name', embed({ fields: [{ name: '', value: 'v' }] }), 'embeds.0.fields.0.name'],
  ['embed color too big', embed({ color: 0x1000000 }), 'embeds.0.color'],
  ['an embed picture at an odd scheme', embed({ image: { url: 'ftp://x' } }), 'embeds.0.image.url'],
  [
    'an attached picture that is not there',
    embed({ image: { url: 'attachment://no.png' } }),
    'embeds.0.image.url',
  ],
  ['embeds of 6000 together', { embeds: times(2, () => ({ description: text(3_000) })) }, null],
  [
    'embeds of 6001 together',
    { embeds: [{ description: text(4_000) }, { description: text(2_001) }] },
    'embeds',
  ],
  ['5 rows', withRows(...times(5, (n) => rowOf(button({ custom_id: `b${n}` })))), null],
  ['6 rows', withRows(...times(6, (n) => rowOf(button({ custom_id: `b${n}` })))), 'components'],
  ['5 buttons in a row', withRows(rowOf(...times(5, (n) => button({ custom_id: `b${n}` })))), null],
  [
    '6 buttons in a row',
    withRows(rowOf(...times(6, (n) => button({ custom_id: `b${n}` })))),
    'components.0.components',
  ],
  ['an empty row', withRows(rowOf()), 'components.0.components'],
  ['a select beside a button', withRows(rowOf(button(), select())), 'components.0.components'],
  ['a button outside a row', withRows(button()), 'components.0.type'],
  ['custom_id of 100', withRows(rowOf(button({ custom_id: text(100) }))), null],
  [
    'custom_id of 101',
    withRows(rowOf(button({ custom_id: text(101) }))),
    'components.0.components.0.custom_id',
  ],
  [
    'an empty custom_id',
    withRows(rowOf(button({ custom_id: '' }))),
    'components.0.components.0.custom_id',
  ],
  ['one custom_id twice', withRows(rowOf(button()), rowOf(button())), 'components'],
  [
    'one component id twice',
    withRows(rowOf(button({ id: 7 }), button({ id: 7, custom_id: 'b' }))),
    'components',
  ],
  ['label of 80', withRows(rowOf(button({ label: text(80) }))), null],
  ['label of 81', withRows(rowOf(button({ label: text(81) }))), 'components.0.components.0.label'],
  [
    'an emoji instead of a label',
    withRows(rowOf(button({ label: undefined, emoji: { name: '🔄' } }))),
    null,
  ],
  [
    'a word as emoji',
    withRows(rowOf(button({ emoji: { name: 'spin' } }))),
    'components.0.components.0.emoji.name',
  ],
  [
    'neither label nor emoji',
    withRows(rowOf(button({ label: undefined }))),
    'components.0.components.0',
  ],
  [
    'a link with url',
    withRows(rowOf(button({ style: 5, url: 'https://example.org', custom_id: undefined }))),
    null,
  ],
  [
    'a link with custom_id',
    withRows(rowOf(button({ style: 5, url: 'https://example.org' }))),
    'components.0.components.0.custom_id',
  ],
  [
    'a button with url',
    withRows(rowOf(button({ url: 'https://example.org' }))),
    'components.0.components.0.url',
  ],
  ['an unknown style', withRows(rowOf(button({ style: 7 }))), 'components.0.components.0.style'],
  ['25 select options', withRows(rowOf(select({ options: times(25, option) }))), null],
  [
    '26 select options',
    withRows(rowOf(select({ options: times(26, option) }))),
    'components.0.components.0.options',
  ],
  [
    'no select option',
    withRows(rowOf(select({ options: [] }))),
    'components.0.components.0.options',
  ],
  [
    'one option value twice',
    withRows(rowOf(select({ options: [option(1), option(1)] }))),
    'components.0.components.0.options',
  ],
  [
    'placeholder of 151',
    withRows(rowOf(select({ placeholder: text(151) }))),
    'components.0.components.0.placeholder',
  ],
  [
    'min_values above max_values',
    withRows(rowOf(select({ min_values: 2 }))),
    'components.0.components.0.min_values',
  ],
  ['nonce of 25', { content: 'x', nonce: text(25) }, null],
  ['nonce of 26', { content: 'x', nonce: text(26) }, 'nonce'],
  ['Components V2', { flags: 1 << 15, components: [{ type: 10, content: 'x' }] }, 'flags'],
  [
    'mentions that contradict',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'.repeat(18)] } },
    'allowed_mentions',
  ],
  [
    'an unknown reply',
    { content: 'x', message_reference: { message_id: '1'.repeat(18) } },
    'message_reference',
  ],
  ['a file that was not sent', { content: 'x', attachments: [{ id: '0' }] }, 'attachments.0.id'],
];

describe('a message body', () => {
  test.each(bodies)('%s', async (_title, body, blamed) => {
    const { bot, channelId } = await setupDiscord();
    const reply = await bot.call('POST', `/channels/${channelId}/messages`, body);
    if (blamed === null) {
      expect(reply.status).toBe(200);
      return;
    }
    expect(reply).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(reply.body).toHaveProperty(`errors.${blamed}._errors`);
  });

  test.each([
    ['nothing', {}],
    ['white space', { content: ' \n' }],
    ['only flags', { flags: 4096 }],
  ])('%s is an empty message', async (_title, body) => {
    const { bot, channelId } = await setupDiscord();
    expect(await bot.call('POST', `/channels/${channelId}/messages`, body)).toMatchObject({
      status: 400,
      body: { code: 50006 },
    });
  });
});
