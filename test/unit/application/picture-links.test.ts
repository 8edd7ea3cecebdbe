import { afterEach, describe, expect, it } from 'vitest';
import { vendorRequest } from '#application/run/vendor-request.ts';
import { createPictureLinks } from '#application/views/picture-links.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { aJob } from '#test/fixtures/jobs.ts';

const HOUR_MS = 60 * 60_000;
const KEY = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function setup(publicUrl: string | null = 'https://bot.example') {
  let nowMs = Date.UTC(2026, 10, 21);
  const links = createPictureLinks({ publicUrl, secret: 's', clock: { nowMs: () => nowMs } });
  const tokenOf = (link: string | null) =>
    /\/pictures\/([^/]+)\/\w+\.png$/.exec(link ?? '')?.[1] ?? '';
  return { links, tokenOf, pass: (ms: number) => (nowMs += ms) };
}

describe('a short-lived link', () => {
  it('leads to its picture for an hour', () => {
    const { links, tokenOf, pass } = setup();
    const token = tokenOf(links.shortLinkTo(KEY));
    expect(links.isTokenOf(token, KEY)).toBe(true);
    expect(links.isTokenOf(token, OTHER)).toBe(false);
    pass(HOUR_MS);
    expect(links.isTokenOf(token, KEY)).toBe(true);
    pass(1);
    expect(links.isTokenOf(token, KEY)).toBe(false);
  });

  it('lasts no longer for another time in it, and opens no lasting link', () => {
    const { links, tokenOf } = setup();
    const token = tokenOf(links.shortLinkTo(KEY));
    const [, signature] = token.split('.');
    const later = Date.UTC(2030, 0, 1).toString(36);
    for (const forged of [`${later}.${signature}`, `${signature}`, `.${signature}`, 'zz.']) {
      expect(links.isTokenOf(forged, KEY)).toBe(false);
    }
  });

  it('is none without a public address, and lasting links last', () => {
    expect(setup(null).links.shortLinkTo(KEY)).toBeNull();
    const { links, tokenOf, pass } = setup();
    const token = tokenOf(links.linkTo({ key: KEY, mediaType: 'image/png' }));
    pass(1_000 * HOUR_MS);
    expect(links.isTokenOf(token, KEY)).toBe(true);
  });
});

it('a mask reaches a vendor by a link that dies', async () => {
  const { context, pass, close } = await setupContext({ publicUrl: 'https://bot.example' });
  closers.push(close);
  const { key } = await context.archive.put(Buffer.from('a mask'), 'image/png');
  const job = aJob({ request: { ...aJob().request, action: 'vary-region', mask: key } });
  const { maskUrl = '' } = await vendorRequest(context, job);
  expect(context.links.keyOf(maskUrl)).toBe(key);
  pass(HOUR_MS + 1);
  expect(context.links.keyOf(maskUrl)).toBeNull();
});
