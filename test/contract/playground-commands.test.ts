import { describe, expect, test } from 'vitest';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';

const text = (length: number) => 'x'.repeat(length);
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
const command = (change: object = {}) => ({ name: 'paint', description: 'Paints', ...change });
const option = (change: object = {}) => ({ type: 3, name: 'what', description: 'What', ...change });
const withOption = (change: object) => command({ options: [option(change)] });

/** Definitions just inside and just outside each rule, with the field that Discord would blame. */
const definitions: readonly [title: string, body: object, blamed: string | null][] = [
  ['a plain command', command(), null],
  ['a name of 32', command({ name: text(32) }), null],
  ['a name of 33', command({ name: text(33) }), 'name'],
  ['a capital in the name', command({ name: 'Paint' }), 'name'],
  ['a space in the name', command({ name: 'paint it' }), 'name'],
  ['letters of other scripts', command({ name: 'рисуй' }), null],
  ['a description of 100', command({ description: text(100) }), null],
  ['a description of 101', command({ description: text(101) }), 'description'],
  ['no description', { name: 'paint' }, 'description'],
  ['25 options', command({ options: times(25, (n) => option({ name: `o${n}` })) }), null],
  ['26 options', command({ options: times(26, (n) => option({ name: `o${n}` })) }), 'options'],
  ['one option name twice', command({ options: [option(), option()] }), 'options'],
  [
    'required after optional',
    command({ options: [option(), option({ name: 'b', required: true })] }),
    'options',
  ],
  [
    'required first',
    command({ options: [option({ required: true }), option({ name: 'b' })] }),
    null,
  ],
  [
    '25 choices',
    withOption({ choices: times(25, (n) => ({ name: `${n}`, value: `${n}` })) }),
    null,
  ],
  [
    '26 choices',
    withOption({ choices: times(26, (n) => ({ name: `${n}`, value: `${n}` })) }),
    'options.0.choices',
  ],
  [
    'a choice of 101',
    withOption({ choices: [{ name: 'a', value: text(101) }] }),
    'options.0.choices.0.value',
  ],
  [
    'choices and autocomplete',
    withOption({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] }),
    'options.0.autocomplete',
  ],
  ['max_length of 6001', withOption({ max_length: 6_001 }), 'options.0.max_length'],
  ['an unknown option type', withOption({ type: 12 }), 'options.0.type'],
  ['a subcommand', command({ options: [{ type: 1, name: 'one', description: 'One' }] }), null],
  [
    'a group in a group',
    command({
      options: [
        {
          type: 2,
          name: 'a',
          description: 'A',
          options: [{ type: 2, name: 'b', description: 'B' }],
        },
      ],
    }),
    'options.0.options.0.type',
  ],
  [
    'texts above 8000',
    command({
      options: times(25, (n) =>
        option({ name: `o${n}`, choices: times(4, (m) => ({ name: `${m}`, value: text(99) })) }),
      ),
    }),
    '',
  ],
  ['a message command', { type: 3, name: 'Show prompt' }, null],
  [
    'a message command with a description',
    { type: 3, name: 'Show', description: 'x' },
    'description',
  ],
];

describe('a command definition', () => {
  test.each(definitions)('%s', async (_title, body, blamed) => {
    const { bot, playground } = await setupDiscord();
    const path = `/applications/${playground.applicationId}/commands`;
    const reply = await bot.call('POST', path, body);
    if (blamed === null) {
      expect(reply.status).toBe(201);
      return;
    }
    expect(reply).toMatchObject({ status: 400, body: { code: 50035 } });
    const field = blamed === '' ? 'errors._errors' : `errors.${blamed}._errors`;
    expect(reply.body).toHaveProperty(field);
  });
});

describe('registration', () => {
  test('PUT replaces everything, keeps ids by name, and shows what is new', async () => {
    const { bot, playground } = await setupDiscord();
    const path = `/applications/${playground.applicationId}/commands`;
    const ids = async (...names: readonly string[]) => {
      await bot.call(
        'PUT',
        path,
        names.map((name) => command({ name })),
      );
      return Object.fromEntries(playground.commands().map((each) => [each.name, each.id]));
    };
    const before = await ids('one', 'two');
    const after = await ids('two', 'three');
    expect(Object.keys(after)).toEqual(['two', 'three']);
    expect(after.two).toBe(before.two);
  });

  test.each([
    ['100 slash commands', 100, 200],
    ['101 slash commands', 101, 400],
  ])('%s', async (_title, count, status) => {
    const { bot, playground } = await setupDiscord();
    const path = `/applications/${playground.applicationId}/commands`;
    const body = times(count, (n) => command({ name: `c${n}` }));
    expect((await bot.call('PUT', path, body)).status).toBe(status);
  });

  test('the 201st creation of a day is refused with 30034', async () => {
    const { bot, playground } = await setupDiscord();
    const guildId = playground.guildId('Harbour Lights');
    const path = `/applications/${playground.applicationId}/guilds/${guildId}/commands`;
    const put = (prefix: string, count: number) =>
      bot.call(
        'PUT',
        path,
        times(count, (n) => command({ name: `${prefix}${n}` })),
      );
    expect((await put('a', 100)).status).toBe(200);
    expect((await put('b', 100)).status).toBe(200);
    expect(await put('c', 1)).toMatchObject({ status: 429, body: { code: 30034 } });
  });

  test('contexts belong to global commands only, and other applications are off limits', async () => {
    const { bot, playground } = await setupDiscord();
    const guildId = playground.guildId('Harbour Lights');
    const mine = `/applications/${playground.applicationId}/guilds/${guildId}/commands`;
    expect(await bot.call('POST', mine, command({ contexts: [0] }))).toMatchObject({
      body: { code: 50035, errors: { contexts: {} } },
    });
    const other = `/applications/${guildId}/commands`;
    expect(await bot.call('GET', other)).toMatchObject({ status: 403, body: { code: 20012 } });
  });

  test('get, edit and delete work by id', async () => {
    const { bot, playground } = await setupDiscord();
    const path = `/applications/${playground.applicationId}/commands`;
    const id = playground.commands()[0]?.id;
    expect((await bot.call('GET', `${path}/${id}`)).body).toMatchObject({ name: 'draw' });
    const edited = await bot.call('PATCH', `${path}/${id}`, { description: 'Better' });
    expect(edited.body).toMatchObject({ id, description: 'Better' });
    expect((await bot.call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect(await bot.call('GET', `${path}/${id}`)).toMatchObject({ body: { code: 10063 } });
  });
});

describe('a person is offered', () => {
  const full = command({
    options: [
      option({ required: true, max_length: 5 }),
      option({ type: 4, name: 'count', min_value: 1, max_value: 4 }),
      option({ name: 'style', choices: [{ name: 'Ink', value: 'ink' }] }),
      option({ type: 11, name: 'reference' }),
      option({ type: 11, name: 'photo', file_types: ['image', '.psd'] }),
    ],
  });

  test.each([
    ['the required option missing', {}, /"what" is required/],
    ['a text too long', { what: 'abcdef' }, /"what" must be/],
    ['a number out of range', { what: 'a', count: 5 }, /"count" must be/],
    ['a broken number', { what: 'a', count: 1.5 }, /"count" cannot be/],
    ['a choice that is not there', { what: 'a', style: 'oil' }, /"style" offers no/],
    ['an option that is not there', { what: 'a', wat: 1 }, /no option "wat"/],
  ])('nothing with %s', async (_title, values, message) => {
    const { bot, playground, channelId } = await setupDiscord();
    await bot.call('PUT', `/applications/${playground.applicationId}/commands`, [full]);
    const member = playground.person('member');
    await expect(member.command(channelId, 'paint', values)).rejects.toThrow(message);
    expect(bot.interactions()).toEqual([]);
  });

  test('files travel as attachments that the bot can fetch', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    await bot.call('PUT', `/applications/${playground.applicationId}/commands`, [full]);
    const reference = { name: 'a b.txt', contentType: 'text/plain', bytes: new Uint8Array([104]) };
    void playground.person('member').command(channelId, 'paint', { what: 'a', reference });
    const { data } = await bot.nextInteraction();
    const url = /http:[^"]+ephemeral-attachments[^"]+/.exec(JSON.stringify(data))?.[0] ?? '';
    const file = await fetch(url);
    expect(await file.text()).toBe('h');
    // They come from the address of the playground's page: what they hold must not run there.
    expect(file.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('files of the types alone that an option names', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    await bot.call('PUT', `/applications/${playground.applicationId}/commands`, [full]);
    const member = playground.person('member');
    const photo = { name: 'a.txt', contentType: 'text/plain', bytes: new Uint8Array([104]) };
    const refused = member.command(channelId, 'paint', { what: 'a', photo });
    await expect(refused).rejects.toThrow('"photo" takes image, .psd files only.');
    expect(bot.interactions()).toEqual([]);
    void member.command(channelId, 'paint', { what: 'a', photo: { ...photo, name: 'A.PSD' } });
    expect(await bot.nextInteraction()).toMatchObject({ type: 2 });
  });

  test('commands hidden by permissions only when permitted', async () => {
    const { bot, playground, channelId } = await setupDiscord();
    const hidden = command({ default_member_permissions: '0' });
    await bot.call('PUT', `/applications/${playground.applicationId}/commands`, [hidden]);
    const member = playground.person('member').command(channelId, 'paint');
    await expect(member).rejects.toThrow(/not offered/);
    void playground.person('owner').command(channelId, 'paint');
    expect(await bot.nextInteraction()).toMatchObject({ type: 2 });
  });

  test('no command in a server they are not in, and no component that is not there', async () => {
    const { bot, playground, channelId, drawn } = await setupDiscord();
    await expect(playground.person('stranger').command(channelId, 'draw')).rejects.toThrow();
    const { interaction, act } = await drawn();
    const disabled = { type: 2, style: 1, label: 'Off', custom_id: 'off', disabled: true };
    const data = { content: 'x', components: [{ type: 1, components: [disabled] }] };
    await bot.answer(interaction, { type: 4, data });
    const reply = await (await act).reply();
    const member = playground.person('member');
    await expect(member.press(reply, { customId: 'on' })).rejects.toThrow(/no component/);
    await expect(member.press(reply, { label: 'Off' })).rejects.toThrow(/disabled/);
    void member.forgePress({ message: reply, customId: 'on' });
    expect(await bot.nextInteraction()).toMatchObject({ data: { custom_id: 'on' } });
  });
});
