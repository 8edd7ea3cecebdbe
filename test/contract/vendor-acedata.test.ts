/** What only Ace Data Cloud does, against its emulator. */

import { describe, expect, test } from 'vitest';
import type { Json } from '#domain/json.ts';
import type { VendorParent } from '#ports/vendor.ts';
import { stepCount } from '#test/fixtures/plans.ts';
import { serveFile } from '#test/fixtures/serve-file.ts';
import acedata from '#vendors/specs/acedata/acedata.ts';
import { followUpOf, ordersOf, resultOf } from './vendor-acts.ts';
import {
  JOB_MS,
  makeParent,
  openBench,
  outputOf,
  QUEUE_MS,
  regionMask,
  requestFor,
  runPlan,
  submissionFor,
  throughJson,
  ticketOf,
  type VendorBench,
  WEBHOOK_URL,
} from './vendor-bench.ts';

const open = () => openBench(acedata, { ACEDATA_HIGH_MOTION: 'true' });
const FINISHED_MS = QUEUE_MS + JOB_MS;

const lastBody = (bench: VendorBench) => ordersOf(bench).at(-1) ?? {};

async function gridOf(bench: VendorBench, prompt: string): Promise<VendorParent> {
  return { ...(await makeParent(bench, 2, prompt)), action: 'upscale' };
}

describe('a prompt at Ace', () => {
  test('goes out with its flags, the hints that agree with them, and never waits', async () => {
    await using bench = await open();
    const prompt = 'https://a.example/b.png a fox --ar 3:2 --sref 123 --hd --v 8.2';
    await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt, speed: 'relax' })));
    expect(lastBody(bench)).toEqual({
      action: 'generate',
      prompt: 'https://a.example/b.png a fox --ar 3:2 --sref 123 --hd --version 8.2',
      mode: 'relax',
      version: '8.2',
      hd: true,
      style_reference: true,
      moodboard: true,
      split_images: true,
      async: true,
      callback_url: WEBHOOK_URL,
    });
  });

  test.for([
    ['a version that is not named is said in both places', 'a fox', 'a fox --version 8.1', '8.1'],
    ['a niji is said in the prompt alone', 'a fox --niji 6', 'a fox --niji 6', undefined],
    ['a named version stays', 'a fox --v 7', 'a fox --version 7', '7'],
    ['speeds are fields, not flags', 'a fox --v 7 --fast', 'a fox --version 7', '7'],
  ] as const)('%s', async ([, prompt, sent, version]) => {
    await using bench = await open();
    await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt })));
    expect(lastBody(bench)).toMatchObject({ prompt: sent });
    expect(lastBody(bench).version).toBe(version);
  });

  test('of an older version has no hint for its pictures, nor for quality', async () => {
    await using bench = await open();
    const prompt = 'https://a.example/b.png a fox --v 7';
    await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt })));
    expect(Object.keys(lastBody(bench)).toSorted()).toEqual(
      ['action', 'async', 'callback_url', 'mode', 'prompt', 'split_images', 'version'].toSorted(),
    );
  });

  test.for([
    ['a fox --v 6.1 --q .5', '.5', '--quality .5'],
    ['a fox --v 7 --q 0.5', '.5', '--quality 0.5'],
    ['a fox --v 7 --q 2', '2', '--quality 2'],
    ['a fox --v 7 --q 4', undefined, '--quality 4'],
    ['a fox --v 8.1 --q 2', undefined, ''],
    ['a fox --v 8.1 --q 4', '4', '--quality 4'],
    ['a fox --v 8 --q 4', '4', '--quality 4'],
  ] as const)('%s: the quality hint is %s', async ([prompt, quality, flag]) => {
    await using bench = await open();
    const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt })));
    expect(outcome.kind).toBe('accepted');
    expect(lastBody(bench).quality).toBe(quality);
    expect(/--quality \S+/.exec(String(lastBody(bench).prompt))?.[0] ?? '').toBe(flag);
  });

  test.for([
    ['--v 7', 'turbo', 'turbo', 'turbo'],
    ['--v 8.2', 'turbo', 'fast', 'fast'],
    ['--v 8.1', 'relax', 'relax', 'fast'],
    ['--v 8.1', 'turbo', 'fast', 'fast'],
    ['--niji 6', 'turbo', 'turbo', 'turbo'],
  ] as const)('%s asked for %s runs %s, its follow-ups %s', async ([flag, speed, first, later]) => {
    await using bench = await open();
    const prompt = `a fox ${flag}`;
    const { handle } = await runPlan(bench, requestFor('imagine', { prompt, speed }));
    const parent = { action: 'imagine', cell: null, prompt, handle: throughJson(handle) } as const;
    await runPlan(bench, followUpOf('reroll', parent, { speed }));
    expect(ordersOf(bench).map(({ mode }) => mode)).toEqual([first, later]);
  });
});

describe('what Ace is told beside the prompt', () => {
  test.for([
    ['a fox --v 8.1 --p m7371234567890', true],
    ['a fox --v 7 --p m7371234567890 abc123', true],
    ['a fox --v 8.1 --p', undefined],
    ['a fox --v 8.1', undefined],
    ['https://a.example/b.png a fox --v 8.1', true],
  ] as const)('%s: moodboard is %s', async ([prompt, moodboard]) => {
    await using bench = await open();
    await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt })));
    expect(lastBody(bench).moodboard).toBe(moodboard);
  });

  test('words of another script are translated, and English ones are not', async () => {
    await using bench = await open();
    const ask = (more: object) =>
      bench.vendor.submit(submissionFor(requestFor('imagine', { prompt: '霧の中の狐', ...more })));
    await ask({ translate: true });
    expect(lastBody(bench)).toMatchObject({ translation: true });
    await ask({});
    expect(lastBody(bench).translation).toBeUndefined();
  });

  test('a prompt without a version runs the operator’s', async () => {
    await using bench = await openBench(acedata, { ACEDATA_VERSION: 'niji7' });
    await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt: 'a fox' })));
    expect(lastBody(bench)).toMatchObject({ prompt: 'a fox --niji 7' });
    expect(lastBody(bench).version).toBeUndefined();
  });
});

describe('a follow-up at Ace', () => {
  test('buys the single picture first, then builds on that picture', async () => {
    await using bench = await open();
    const parent = await gridOf(bench, 'a fox --v 7');
    const request = followUpOf('zoom-2x', parent);
    expect(stepCount(bench.vendor, request)).toBe(2);
    await runPlan(bench, request);
    const [, upscale, zoom] = ordersOf(bench);
    expect(upscale).toMatchObject({ action: 'upscale2', version: '7' });
    expect(upscale).not.toHaveProperty('split_images');
    expect(zoom).toMatchObject({ action: 'zoom_out_2x', version: '7', split_images: true });
    expect(zoom?.image_id).not.toBe(upscale?.image_id);
    expect(zoom?.image_id).toEqual(expect.any(String));
    expect(zoom).not.toHaveProperty('prompt');
  });

  test('of a single picture needs one step, and asks to redo what was done', async () => {
    await using bench = await open();
    const parent = await resultOf(
      bench,
      followUpOf('upscale-subtle', await gridOf(bench, 'a fox')),
    );
    const again = followUpOf('upscale-creative', parent);
    expect(stepCount(bench.vendor, again)).toBe(1);
    await runPlan(bench, again);
    expect(lastBody(bench)).toMatchObject({ action: 'redo_upscale_creative' });
  });

  test('that the bought picture does not list is refused before the second call', async () => {
    await using bench = await open();
    const request = followUpOf('square', await gridOf(bench, 'a fox --ar 1:1'));
    await expect(runPlan(bench, request)).rejects.toThrow('action-unavailable');
    expect(ordersOf(bench).map(({ action }) => action)).toEqual(['generate', 'upscale2']);
  });

  test('region sends the mask’s bytes and the words without the ratio', async () => {
    await using bench = await open();
    const parent = await gridOf(bench, 'a fox --ar 3:2');
    const mask = await regionMask('a fox --ar 3:2');
    const request = followUpOf('vary-region', parent, { mask, prompt: 'a scarf --ar 3:2' });
    await runPlan(bench, request);
    expect(lastBody(bench)).toMatchObject({
      action: 'variation_region',
      mask: Buffer.from(mask).toString('base64'),
      prompt: 'a scarf --version 8.1',
    });
  });

  test('region sends the mask’s address where it has one, as the page says', async () => {
    await using bench = await open();
    const parent = await gridOf(bench, 'a fox --ar 3:2');
    const mask = await regionMask('a fox --ar 3:2');
    await using server = await serveFile(mask);
    const request = followUpOf('vary-region', parent, { mask, maskUrl: server.url });
    expect((await runPlan(bench, request)).pictures).toHaveLength(4);
    expect(lastBody(bench)).toMatchObject({ action: 'variation_region', mask: server.url });
    expect(server.fetched()).toBe(1);
    await using plain = await openBench(acedata, { ACEDATA_MASK: 'base64' });
    const other = await gridOf(plain, 'a fox --ar 3:2');
    await runPlan(plain, followUpOf('vary-region', other, { mask, maskUrl: server.url }));
    expect(lastBody(plain)).toMatchObject({ mask: Buffer.from(mask).toString('base64') });
  });

  test('region that the parent refuses is not available', async () => {
    await using bench = await open();
    const parent = await gridOf(bench, 'a fox');
    const request = followUpOf('vary-region', parent, { mask: await regionMask('a fox') });
    bench.emulator.faults.set('region-refused', true);
    await expect(runPlan(bench, request)).rejects.toThrow('action-unavailable');
  });

  test('offers what the answer lists, by the version’s own ways to enlarge', async () => {
    await using bench = await open();
    const { vendor } = bench;
    const grid = await gridOf(bench, 'a fox --ar 3:2');
    const old = await gridOf(bench, 'a fox --v 5.2');
    const large = await resultOf(bench, followUpOf('upscale-subtle', grid));
    const allowed = (handle: Json) => vendor.allowedActions(handle) ?? [];
    expect(allowed(grid.handle)).toEqual(
      expect.arrayContaining(['vary', 'reroll', 'upscale-subtle', 'animate-low']),
    );
    expect(allowed(grid.handle)).not.toContain('upscale-4x');
    // Only the list of a picture that was bought already says so.
    expect(allowed(grid.handle)).not.toContain('square');
    expect(allowed(old.handle)).toContain('upscale-4x');
    expect(allowed(old.handle)).not.toContain('upscale-subtle');
    expect(allowed(large.handle)).toEqual(
      expect.arrayContaining(['upscale-subtle', 'upscale-creative', 'vary-strong']),
    );
    expect(allowed(large.handle)).not.toContain('zoom-2x');
    expect(allowed(large.handle)).not.toContain('reroll');
  });

  test('without a list a grid keeps its buttons, a single picture has none but videos', async () => {
    await using bench = await open();
    const grid = await gridOf(bench, 'a fox');
    bench.emulator.faults.set('no-actions', true);
    const unlisted = await gridOf(bench, 'a fox');
    const large = await resultOf(bench, followUpOf('upscale-subtle', grid));
    expect(bench.vendor.allowedActions(unlisted.handle)).toEqual(
      bench.vendor.allowedActions(grid.handle),
    );
    expect(bench.vendor.allowedActions(large.handle)).toEqual(['animate-high', 'animate-low']);
  });
});

describe('texts and videos at Ace', () => {
  test.for([
    ['describe', 4],
    ['shorten', 5],
  ] as const)('%s is answered at once, and nobody is asked again', async ([action, count]) => {
    await using bench = await open();
    const request = requestFor(action, {
      prompt: 'a very long and winding prompt about a red fox in the fog at dawn',
      imageUrls: ['https://a.example/red-fox.png'],
    });
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(request)));
    const { suggestions, pictures } = outputOf(await bench.vendor.check(ticket));
    expect(suggestions).toHaveLength(count);
    expect(pictures).toEqual([]);
    expect(bench.emulator.requests).toHaveLength(1);
    expect(Object.keys(lastBody(bench))).toEqual([action === 'describe' ? 'image_url' : 'prompt']);
  });

  test('a moderated description is refused although it came with 200', async () => {
    await using bench = await open();
    bench.emulator.faults.set('moderated', true);
    const request = requestFor('describe', { imageUrls: ['https://a.example/b.png'] });
    const outcome = await bench.vendor.submit(submissionFor(request));
    expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'moderated' } });
  });

  test('blend puts the links at the head of the prompt, two to five of them', async () => {
    await using bench = await open();
    const links = ['https://a.example/1.png', 'https://a.example/2.png'];
    const blend = (imageUrls: readonly string[]) =>
      bench.vendor.submit(submissionFor(requestFor('blend', { prompt: '--ar 2:3', imageUrls })));
    expect((await blend(links)).kind).toBe('accepted');
    expect(lastBody(bench)).toMatchObject({
      prompt: `${links.join(' ')} --ar 2:3 --version 8.1`,
      moodboard: true,
    });
    expect((await blend(links.slice(1))).kind).toBe('refused');
    expect((await blend([...links, ...links, ...links])).kind).toBe('refused');
    expect(ordersOf(bench)).toHaveLength(1);
  });

  test('a grid’s picture is animated by its own address, and its video goes on', async () => {
    await using bench = await open();
    const grid = await gridOf(bench, 'a fox --ar 3:2');
    const prompt = 'it runs --loop --end https://a.example/end.png';
    const output = await runPlan(bench, followUpOf('animate-high', grid, { prompt }));
    expect(lastBody(bench)).toEqual({
      action: 'generate',
      image_url: expect.stringMatching(/0_1\.png$/),
      end_image_url: 'https://a.example/end.png',
      resolution: '480p',
      loop: true,
      prompt: 'it runs --motion high',
      mode: 'fast',
      async: true,
      callback_url: WEBHOOK_URL,
    });
    expect(output.videos).toHaveLength(4);
    const [video] = output.videos ?? [];
    const reply = await fetch(video?.kind === 'url' ? video.url : '');
    expect(reply.headers.get('content-type')).toBe('video/mp4');
    const handle = throughJson(output.handle);
    const parent = { action: 'animate-high', cell: null, prompt, handle } as const;
    await runPlan(bench, followUpOf('extend-low', parent, { cell: 3, speed: 'relax' }));
    expect(lastBody(bench)).toMatchObject({
      action: 'extend',
      video_index: 2,
      prompt: 'it runs',
      mode: 'fast',
    });
  });

  test('high motion is offered only to those who rely on the flag', async () => {
    await using bench = await openBench(acedata, {});
    const { actions } = bench.vendor.capabilities;
    expect(actions['animate-low']).toBeDefined();
    expect(actions['animate-high']).toBeUndefined();
  });
});

describe('a task at Ace', () => {
  const submitted = async (bench: VendorBench) =>
    ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine'))));

  const other = (place: number) =>
    submissionFor(requestFor('imagine'), { webhookUrl: `${WEBHOOK_URL}-${place}` });

  test('that it does not know yet can be asked about again', async () => {
    await using bench = await open();
    const ticket = await submitted(bench);
    bench.emulator.faults.set('unknown-task', true);
    expect(await bench.vendor.check(ticket)).toMatchObject({
      kind: 'unreachable',
      failure: { kind: 'not-found' },
    });
  });

  test('is not over while its error is a bare text without an end', async () => {
    await using bench = await open();
    bench.emulator.faults.set('fails-midway', true);
    bench.emulator.faults.set('string-error', true);
    const ticket = await submitted(bench);
    bench.clock.advance(FINISHED_MS);
    expect((await bench.vendor.check(ticket)).kind).toBe('running');
    bench.emulator.faults.set('string-error', false);
    expect((await bench.vendor.check(ticket)).kind).toBe('failed');
  });

  test('shows progress and a preview where the record has them', async () => {
    await using bench = await open();
    bench.emulator.faults.set('record-progress', true);
    bench.emulator.faults.set('empty-state', true);
    const ticket = await submitted(bench);
    bench.clock.advance(QUEUE_MS + JOB_MS / 2);
    const seen = await bench.vendor.check(ticket);
    expect(seen).toMatchObject({ kind: 'running', percent: expect.any(Number) });
    const preview = seen.kind === 'running' ? seen.preview : null;
    const url = preview?.kind === 'url' ? preview.url : '';
    expect((await fetch(url)).headers.get('content-type')).toBe('image/webp');
    bench.clock.advance(JOB_MS);
    expect((await fetch(url)).status).toBe(404);
    expect((await bench.vendor.check(ticket)).kind).toBe('finished');
  });

  test('without separate pictures gives the whole, with the thumbnail to fall back to', async () => {
    await using bench = await open();
    bench.emulator.faults.set('no-split', true);
    const { pictures, composite } = await runPlan(bench, requestFor('imagine'));
    expect(pictures).toEqual([]);
    expect(composite).toMatchObject({
      url: expect.stringMatching(/raw\.png$/),
      fallbacks: [expect.stringContaining('thumbnail')],
    });
  });

  test('whose answer was 504 is found again by its callback address, and by nothing else', async () => {
    await using bench = await open();
    const { vendor, emulator, clock } = bench;
    const submission = submissionFor(requestFor('imagine'));
    emulator.faults.set('accepted-504', { times: 1 });
    expect(await vendor.submit(submission)).toMatchObject({ kind: 'lost' });
    const found = await vendor.find?.(submission);
    if (found?.kind !== 'found') throw new Error(`not found: ${JSON.stringify(found)}`);
    clock.advance(FINISHED_MS);
    expect(outputOf(await vendor.check(throughJson(found.ticket))).pictures).toHaveLength(4);
    expect(emulator.jobs()).toHaveLength(1);

    expect(await vendor.find?.(other(1))).toEqual({ kind: 'absent' });
    expect(await vendor.find?.({ ...submission, webhookUrl: null })).toBeNull();
    emulator.faults.set('no-echo', true);
    expect(await vendor.find?.(submission)).toEqual({ kind: 'unknown' });
  });

  test('is absent only where all that it may be among was listed, each with its address', async () => {
    await using bench = await open();
    const { vendor, clock, emulator } = bench;
    const lost = submissionFor(requestFor('imagine'), { webhookUrl: `${WEBHOOK_URL}-lost` });
    const ticket = await submitted(bench);
    for (let place = 0; place < 60; place++) await vendor.submit(other(place));
    expect(await vendor.find?.(submissionFor(requestFor('imagine')))).toEqual({
      kind: 'found',
      ticket,
    });
    expect(await vendor.find?.(lost)).toEqual({ kind: 'absent' });
    emulator.faults.set('no-echo', true);
    expect(await vendor.find?.(lost)).toEqual({ kind: 'unknown' });
    clock.advance(2 * 60 * 60_000);
    expect(await vendor.find?.({ ...lost, acceptedHereAtMs: clock.nowMs() })).toEqual({
      kind: 'absent',
    });
    emulator.faults.set('no-echo', false);
    // A clock that is wrong by an hour hides nothing.
    const late = ticketOf(await vendor.submit(lost));
    const acceptedHereAtMs = clock.nowMs() + 60 * 60_000;
    expect(await vendor.find?.({ ...lost, acceptedHereAtMs })).toEqual({
      kind: 'found',
      ticket: late,
    });
  });

  test('asked about with others travels in one call, each with its own answer', async () => {
    await using bench = await open();
    const { vendor, emulator, clock } = bench;
    const tickets = [];
    for (let place = 0; place < 14; place++) tickets.push(await submitted(bench));
    clock.advance(FINISHED_MS);
    tickets.push(await submitted(bench));
    const before = emulator.requests.length;
    const outcomes = await Promise.all(tickets.map((ticket) => vendor.check(ticket)));
    expect(outcomes.map(({ kind }) => kind)).toEqual([...Array(14).fill('finished'), 'running']);
    const ids = outcomes.map((outcome) => JSON.stringify(outcome));
    expect(new Set(ids).size).toBe(15);
    expect(emulator.requests.length - before).toBe(1);
  });

  test.for([
    ['used-up', 'out-of-credit'],
    ['refused-in-200', 'input-refused'],
  ] as const)('refused as %s is %s', async ([fault, kind]) => {
    await using bench = await open();
    bench.emulator.faults.set(fault, true);
    const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine')));
    expect(outcome).toMatchObject({ kind: 'refused', failure: { kind } });
  });
});

test('a region of a picture that another service made is an edit of its address, where asked for', async () => {
  await using bench = await openBench(acedata, { ACEDATA_EDIT_MASK: 'true' });
  const prompt = 'a red fox in fog --ar 3:2 --version 7';
  const mask = await regionMask(prompt);
  const link = await givenLink(bench, prompt);
  const request = requestFor('vary-region', { prompt, mask, imageUrls: [link] });
  expect(stepCount(bench.vendor, request)).toBe(1);
  expect((await runPlan(bench, request)).pictures).toHaveLength(4);
  expect(bench.emulator.requests.findLast(({ operation }) => operation === 'submit')?.path).toBe(
    '/midjourney/edits',
  );
  expect(lastBody(bench)).toMatchObject({
    image_url: link,
    mask: Buffer.from(mask).toString('base64'),
    prompt,
    mode: 'fast',
    split_images: true,
  });
  await using plain = await open();
  expect(plain.vendor.capabilities.actions['vary-region']?.fromPicture).toBeUndefined();
  expect(bench.vendor.capabilities.actions['vary-region']?.fromPicture).toBe('link');
});

/** The address of a picture of that prompt, as any server could have it. */
async function givenLink(bench: VendorBench, prompt: string): Promise<string> {
  const { pictures } = await runPlan(bench, requestFor('imagine', { prompt }));
  const [first] = pictures;
  return first?.source.kind === 'url' ? first.source.url : '';
}
