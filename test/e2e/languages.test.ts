/**
 * How: people whose Discord is German, Japanese or English share one channel with the bot in its own process; what it
 * said is read from the channel and from every REST call that it made.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUES } from '#i18n/catalogues.ts';
import { translatorFor } from '#i18n/translator.ts';
import { byRequests } from '#test/fixtures/bot-process.ts';
import { buttonRowsOf, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const german = translatorFor('de');
const PROMPT = 'a lighthouse in fog';

let live: LiveBot;
beforeAll(async () => {
  // Long enough for a line about the progress, which is edited every three seconds.
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '5' } });
  const { world, guildId } = live.playground;
  const guild = world.guilds.get(guildId('Harbour Lights'));
  if (guild === undefined) throw new Error('the world has that server');
  world.guilds.set(guild.id, { ...guild, locale: 'de' });
  live.playground.person('member').speak('de');
  live.playground.person('owner').speak('ja');
});
afterAll(async () => {
  await live?.close();
});

const person = (role: string) => live.playground.person(role);
const channel = () => live.playground.channelId('lantern-room');
const finalBelow = (id: string) =>
  live.final(channel(), (message) => message.message_reference?.message_id === id);

/** Every line that the bot has put into a message so far. */
const contents = (): readonly string[] =>
  live.playground.traffic.all().flatMap(({ requestBody: body }) => {
    const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
    const content =
      typeof data === 'object' && data !== null && 'content' in data ? data.content : undefined;
    return typeof content === 'string' && content !== '' ? [content] : [];
  });

describe('a person and a server whose Discord is German', () => {
  it('read German from the first line to the grid', async () => {
    live.playground.traffic.clear();
    const act = await person('member').command(channel(), 'imagine', { prompt: PROMPT });
    const waiting = await act.reply();
    const grid = await finalBelow(waiting.id);
    const who = `<@${person('member').id}>`;
    const said = { prompt: `**${PROMPT}**`, person: who };
    const speed = german.say('speed.fast');
    expect(grid.content).toBe(german.say('final', { ...said, link: '', speed }));
    const running = (content: string) => {
      const [, percent = ''] = /\((\d+)%\)/.exec(content) ?? [];
      return german.say('progress.running', { ...said, percent, speed });
    };
    // An answer in a response is no request.
    const lines = byRequests ? [waiting.content, ...contents()] : contents();
    expect(lines[0]).toBe(german.say('progress.waiting', said));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines.slice(1, -1)) {
      expect([running(line), german.say('progress.waiting', said)]).toContain(line);
    }
  });

  it('keep the server’s language where somebody of another one presses', async () => {
    const act = await person('member').command(channel(), 'imagine', { prompt: PROMPT });
    const grid = await finalBelow((await act.reply()).id);
    expect(buttonRowsOf(grid).flat().slice(0, 4)).toEqual(['U1', 'U2', 'U3', 'U4']);
    await person('owner').press(grid, { label: 'U1' });
    const single = await finalBelow(grid.id);
    const [prompt, who] = [`**${PROMPT}**`, `<@${person('owner').id}>`];
    expect(single.content).toBe(german.say('final.image', { prompt, person: who, number: 1 }));
  });

  it('is refused in German, with the commands as they are called there', async () => {
    const act = await person('member').command(channel(), 'imagine', { prompt: 'x --nonsense 3' });
    const { embeds } = await act.reply();
    expect(embeds[0]?.title).toBe(german.say('prompt.invalid-parameter'));
    const account = await (await person('member').command(channel(), 'credits', {})).reply();
    expect(account.embeds[0]?.title).toBe(german.say('credits.title'));
    expect(account.embeds[0]?.description).toContain('`/guthaben price:`');
  });

  it('finds the commands under German names, which the bot registered', () => {
    const commands = live.playground.commands();
    const imagine = commands.find(({ name }) => name === 'imagine');
    expect(imagine?.name_localizations?.de).toBe(CATALOGUES.de['command.imagine.name']);
    expect(imagine?.description_localizations?.ja).toBe(
      `${CATALOGUES.ja['command.imagine.description']} (/imagine)`,
    );
  });
});

describe('a server that is set to French', () => {
  it('reads of everybody’s jobs in French, and each person in their own language what they alone see', async () => {
    const french = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
    try {
      const { world, person: someone, channelId, guildId } = french.playground;
      const guild = world.guilds.get(guildId('Harbour Lights'));
      if (guild === undefined) throw new Error('the world has that server');
      world.guilds.set(guild.id, { ...guild, locale: 'fr' });
      someone('member').speak('de');
      const place = channelId('lantern-room');
      const who = `<@${someone('member').id}>`;
      const lineIn = (language: string) => {
        const { say } = translatorFor(language);
        return say('final', {
          prompt: `**${PROMPT}**`,
          person: who,
          link: '',
          speed: say('speed.fast'),
        });
      };
      const act = await someone('member').command(place, 'imagine', { prompt: PROMPT });
      const { id } = await act.reply();
      const grid = await french.final(
        place,
        ({ message_reference: above }) => above?.message_id === id,
      );
      expect(grid.content).toBe(lineIn('fr'));
      expect(lineIn('fr')).not.toBe(lineIn('de'));
      await someone('member').contextCommand(place, 'DM Results', grid.id);
      const direct = someone('member').directChannelId();
      const sent = await french.final(direct, () => true);
      expect(sent.content).toContain(german.say('results.job', { jobId: '' }).trim());
      const refused = await someone('member').command(place, 'imagine', { prompt: 'x --nope 3' });
      expect((await refused.reply()).embeds[0]?.title).toBe(german.say('prompt.invalid-parameter'));
    } finally {
      await french.close();
    }
  });

  it('is told in French that its credits run low, whoever used them', async () => {
    const french = await startLiveBot({ environment: { MONTHLY_CREDITS: '10' } });
    try {
      const { world, person: someone, channelId, guildId, messages, until } = french.playground;
      const guild = world.guilds.get(guildId('Harbour Lights'));
      if (guild === undefined) throw new Error('the world has that server');
      world.guilds.set(guild.id, { ...guild, locale: 'fr' });
      const place = channelId('lantern-room');
      await (await someone('owner').command(place, 'quota set', { notices: place })).reply();
      await someone('member').command(place, 'imagine', { prompt: PROMPT });
      const titles = () =>
        messages.all(place).flatMap(({ embeds }) => embeds.map(({ title }) => title));
      const wanted = translatorFor('fr').say('balance.low.title');
      await until(() => titles().includes(wanted), {
        timeoutMs: 20_000,
        what: 'the server to be told',
      });
    } finally {
      await french.close();
    }
  });
});
