import { afterEach, describe, expect, it } from 'vitest';
import { vendorRequest } from '#application/run/vendor-request.ts';
import { createPictureLinks } from '#application/views/picture-links.ts';
import { guildId, mintJobId } from '#domain/ids.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { aJob } from '#test/fixtures/jobs.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

const HOUR_MS = 60 * 60_000;
const KEY = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const PICTURE_FACTS = { mediaType: 'image/png', width: 1, height: 1, bytes: 9 };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function setup(publicUrl: string | null = 'https://bot.example') {
  let nowMs = Date.UTC(2026, 10, 21);
  const facts = memoryFacts();
  const links = createPictureLinks({
    publicUrl,
    secret: 's',
    facts,
    clock: { nowMs: () => nowMs },
  });
  const tokenOf = (link: string | null) =>
    /\/pictures\/([^/]+)\/\w+\.png$/.exec(link ?? '')?.[1] ?? '';
  return { links, tokenOf, pass: (ms: number) => (nowMs += ms) };
}

describe('a short-lived link', () => {
  it('leads to its picture for an hour', () => {
    const { links, tokenOf, pass } = setup();
    const token = tokenOf(links.shortLinkTo(KEY));
    expect(links.checkPicture(token, KEY)).toBe('valid');
    expect(links.checkPicture(token, OTHER)).toBe('unknown');
    pass(HOUR_MS);
    expect(links.checkPicture(token, KEY)).toBe('valid');
    pass(1);
    expect(links.checkPicture(token, KEY)).toBe('expired');
  });

  it('lasts no longer for another time in it, and opens no lasting link', () => {
    const { links, tokenOf } = setup();
    const token = tokenOf(links.shortLinkTo(KEY));
    const [, signature] = token.split('.');
    const later = Date.UTC(2030, 0, 1).toString(36);
    for (const forged of [`${later}.${signature}`, `${signature}`, `.${signature}`, 'zz.']) {
      expect(links.checkPicture(forged, KEY)).toBe('unknown');
    }
  });

  it('is none without a public address', () => {
    expect(setup(null).links.shortLinkTo(KEY)).toBeNull();
  });
});

describe('a link to a picture', () => {
  const PICTURE = { key: KEY, mediaType: 'image/png' };

  it('stays the same all day, and ends after the next', () => {
    const { links, tokenOf, pass } = setup();
    const token = tokenOf(links.linkTo(PICTURE));
    pass(23 * HOUR_MS);
    expect(tokenOf(links.linkTo(PICTURE))).toBe(token);
    pass(HOUR_MS);
    expect(tokenOf(links.linkTo(PICTURE))).not.toBe(token);
    expect(links.checkPicture(token, KEY)).toBe('valid');
    pass(24 * HOUR_MS + 1);
    expect(links.checkPicture(token, KEY)).toBe('expired');
  });

  it('lasts a month in a message', () => {
    const { links, tokenOf, pass } = setup();
    const token = tokenOf(links.lastingLinkTo(PICTURE));
    pass(30 * 24 * HOUR_MS);
    expect(links.checkPicture(token, KEY)).toBe('valid');
    pass(24 * HOUR_MS + 1);
    expect(links.checkPicture(token, KEY)).toBe('expired');
  });
});

describe('a link to a page', () => {
  const { id, origin } = aJob();
  const tokenOf = (link: string | null) => link?.split('/').at(-1) ?? '';

  it('is of the generation that its server is in', async () => {
    const { links } = setup();
    const old = tokenOf(links.pageOf(id, 0));
    expect(links.pageGeneration(old, id)).toBe(await links.currentGeneration(origin.guildId));
    await Promise.all([links.renewPages(origin.guildId), links.renewPages(origin.guildId)]);
    const generation = await links.currentGeneration(origin.guildId);
    expect(generation).toBeGreaterThan(0);
    expect(await links.currentGeneration(guildId('130000000000000077'))).toBe(0);
    expect(links.pageGeneration(old, id)).toBe(0);
    const fresh = tokenOf(links.pageOf(id, generation));
    expect(links.pageGeneration(fresh, id)).toBe(generation);
  });

  it('opens no other generation and no other job', () => {
    const { links } = setup();
    const token = tokenOf(links.pageOf(id, 1));
    const [, signature = ''] = token.split('.');
    for (const forged of [signature, `2.${signature}`, `0.${signature}`, `${token}x`, '1.', '']) {
      expect(links.pageGeneration(forged, id)).toBeNull();
    }
    expect(
      links.pageGeneration(token, aJob({ id: mintJobId(1, new Uint8Array(7)) }).id),
    ).toBeNull();
  });
});

it('a mask reaches a vendor by a link that dies', async () => {
  const { context, pass, close } = await setupContext({ publicUrl: 'https://bot.example' });
  closers.push(close);
  const { key } = await context.archive.put(Buffer.from('a mask'), 'image/png');
  const job = aJob({ request: { ...aJob().request, action: 'vary-region', mask: key } });
  const { maskUrl = '' } = await vendorRequest(context, job);
  const { token = '', key: named } = context.links.partsOf(maskUrl) ?? {};
  expect(named).toBe(key);
  expect(context.links.checkPicture(token, key)).toBe('valid');
  pass(HOUR_MS + 1);
  expect(context.links.checkPicture(token, key)).toBe('expired');
});

it.each(['imagine', 'animate-high'] as const)(
  'a request (%s) that is repeated after midnight is the same: a key is honoured with the same request alone',
  async (action) => {
    const { context, pass, close } = await setupContext({ publicUrl: 'https://bot.example' });
    closers.push(close);
    const { key } = await context.archive.put(Buffer.from('a picture'), 'image/png');
    const url = 'https://cdn.example/given.png';
    const image = { ...PICTURE_FACTS, key, url };
    pass(12 * HOUR_MS - 60_000);
    const job = aJob({
      createdAtMs: context.clock.nowMs(),
      request: { ...aJob().request, action, prompt: `${url} a fox`, images: [image] },
    });
    const before = await vendorRequest(context, job);
    expect(JSON.stringify(before)).toContain(key);
    pass(20 * HOUR_MS);
    expect(await vendorRequest(context, job)).toEqual(before);
  },
);
