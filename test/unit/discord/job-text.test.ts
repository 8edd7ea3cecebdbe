import { describe, expect, it } from 'vitest';
import { suggestJob } from '#discord/commands/suggest-job.ts';
import { echoOf } from '#discord/screens/job-text.ts';
import { finalMessage } from '#discord/screens/render-final.ts';
import { progressLine, progressMessage } from '#discord/screens/render-progress.ts';
import { recentEmbed } from '#discord/screens/render-recent.ts';
import { guildId } from '#domain/ids.ts';
import type { JobRequest } from '#domain/job.ts';
import { translatorFor } from '#i18n/translator.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

const echo = (prompt: string) => {
  const job = discordJob();
  return echoOf({ request: { ...job.request, prompt } });
};

it.each([
  ['https://a.b/x.png?ex=1&is=2&hm=abc&', '<https://a.b/x.png>'],
  ['https://a.b/x.png?hm=abc', '<https://a.b/x.png>'],
  ['https://a.b/x.png?width=3&ohm=4', '<https://a.b/x.png?width=3&ohm=4>'],
])('the signature of %s is not shown', (link, shown) => {
  expect(echo(`${link} a fox`)).toBe(`${shown} a fox`);
});

it('takes no longer for a link of many question marks and ampersands', () => {
  const link = `https://a.b/x.png${'?&'.repeat(30_000)}`;
  const startedAt = performance.now();
  echo(`${link} a fox`);
  expect(performance.now() - startedAt).toBeLessThan(500);
});

describe('a picture in a prompt', () => {
  const given = (url: string) => ({
    key: 'k',
    mediaType: 'image/png',
    width: 8,
    height: 8,
    bytes: 9,
    url,
  });
  const jobOf = (request: Partial<JobRequest>, locale = 'en-US') =>
    discordJob({ request, origin: { locale } });

  it.each<[string, Partial<JobRequest>, string]>([
    [
      'at its head',
      { prompt: 'https://a.b/1.png::2 https://a.b/2.png?hm=x a fox' },
      '[image 1](<https://a.b/1.png>)::2 [image 2](<https://a.b/2.png>) a fox',
    ],
    [
      'behind a parameter, named once however often it stands there',
      { prompt: 'https://a.b/1.png a fox --sref https://a.b/2.png https://a.b/1.png --v 7' },
      '[image 1](<https://a.b/1.png>) a fox --sref [image 2](<https://a.b/2.png>) [image 1](<https://a.b/1.png>) --v 7.0',
    ],
    [
      'beside it',
      { action: 'retexture', prompt: 'of glass', images: [given('https://a.b/1.png')] },
      '[image 1](<https://a.b/1.png>) of glass',
    ],
    [
      'and what is only an address among its words',
      { prompt: 'https://a.b/1.png a fox on https://c.d/page' },
      '[image 1](<https://a.b/1.png>) a fox on <https://c.d/page>',
    ],
  ])('%s is a word in the channel', (_, request, shown) => {
    expect(progressLine(jobOf(request))).toBe(
      `**${shown}** - <@1100000000000000011> (Waiting to start)`,
    );
  });

  it('has a name in the language of the line', () => {
    const line = progressLine(jobOf({ prompt: 'https://a.b/1.png a fox' }, 'de'));
    expect(line).toContain('**[Bild 1](<https://a.b/1.png>) a fox**');
  });

  it('is a sign in lists, where the action tells the rest', async () => {
    const translator = translatorFor('en-US');
    const job = jobOf({
      action: 'retexture',
      prompt: 'of glass --sref https://a.b/2.png',
      images: [given('https://a.b/1.png')],
    });
    const listed = '🖼 of glass --sref 🖼';
    const { description } = recentEmbed(translator, { userName: 'ana', isOwn: true, jobs: [job] });
    expect(description?.split('\n')[0]).toMatch(new RegExp(` ${listed} · Retextured <t:\\d+:R>$`));
    const suggested = await suggestJob(
      {
        guildId: guildId('1'),
        user: { id: job.origin.userId, name: 'ana' },
        typed: '',
        translator,
      },
      { application: { recentResults: async () => [job] } },
    );
    expect(suggested[0]?.name).toBe(`${job.id} · Retextured · ${listed}`);
    const { attachments } = finalMessage({
      job,
      mediaTypes: ['image/webp'],
      leftOut: 0,
      buttons: [],
      pressed: [],
    });
    expect(attachments?.[0]?.description).toBe(listed);
  });
});

it('a job without words is suggested by its id and what was done', async () => {
  const job = discordJob({ request: { action: 'describe', prompt: '' } });
  const suggested = await suggestJob(
    {
      ...{ guildId: guildId('1'), user: { id: job.origin.userId, name: 'ana' }, typed: '' },
      translator: translatorFor('en-US'),
    },
    { application: { recentResults: async () => [job] } },
  );
  expect(suggested).toEqual([{ name: `${job.id} · Describe`, value: job.id }]);
});

it('a prompt of 4,000 characters shows its parameters, and its pictures', () => {
  const words = 'a very long description of a fox '.repeat(125).trim();
  expect(words.length).toBeGreaterThan(4000);
  const prompt = `https://a.b/1.png ${words} --ar 3:2 --sref https://a.b/2.png`;
  const line = progressLine(discordJob({ request: { prompt } }));
  expect(line.length).toBeLessThanOrEqual(2000);
  expect(line).toMatch(/^\*\*\[image 1\]\(<https:\/\/a\.b\/1\.png>\) a very long/);
  expect(line).toContain('… --ar 3:2 --sref [image 2](<https://a.b/2.png>)** - <@');
});

it('a job that waits is named by the command that began it', () => {
  const footerOf = (request: Partial<JobRequest>) => {
    const { embeds = [] } = progressMessage(discordJob({ request }), { queuePosition: 2 });
    return embeds[0]?.footer?.text;
  };
  expect(footerOf({ action: 'describe', prompt: '' })).toBe('/describe');
  expect(footerOf({ action: 'shorten', prompt: 'a red fox' })).toBe('/shorten a red fox');
  expect(footerOf({ action: 'vary', prompt: 'a red fox' })).toBe('/imagine a red fox');
});
