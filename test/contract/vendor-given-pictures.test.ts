/** What starts from pictures that a person gave, as each vendor's pages have it on the wire. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { ActionName } from '#domain/action.ts';
import { startEmulator } from '#emulators/start-emulator.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { colourPng } from '#test/fixtures/app-context.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';
import acedata from '#vendors/specs/acedata/acedata.ts';
import apimart from '#vendors/specs/apimart/apimart.ts';
import apixo from '#vendors/specs/apixo/apixo.ts';
import mjproxy from '#vendors/specs/mjproxy/mjproxy.ts';
import {
  IMAGE_URLS,
  openBench,
  requestFor,
  runPlan,
  submissionFor,
  throughJson,
} from './vendor-bench.ts';

const LINK = IMAGE_URLS[0] ?? '';
const PNG = { bytes: Buffer.from('one'), mediaType: 'image/png' };
const JPEG = { bytes: Buffer.from('two'), mediaType: 'image/jpeg' };
const DATA = ['data:image/png;base64,b25l', 'data:image/jpeg;base64,dHdv'];
const KEPT_OUT = ['async', 'callback_url', 'state', 'notifyHook', 'provider', 'request_type'];

type Case = {
  readonly vendor: DefinedVendor;
  readonly action: ActionName;
  readonly asked: Partial<VendorRequest>;
  readonly path: string;
  readonly body: object;
  readonly environment?: Readonly<Record<string, string>>;
};

const CASES: readonly Case[] = [
  {
    vendor: acedata,
    action: 'edit',
    asked: { prompt: 'in deep winter --ar 3:2 --fast' },
    path: '/midjourney/edits',
    body: {
      action: 'generate',
      image_url: LINK,
      prompt: 'in deep winter --ar 3:2',
      mode: 'fast',
      split_images: true,
    },
  },
  {
    vendor: acedata,
    action: 'edit',
    asked: { prompt: 'in deep winter --v 8.1', speed: 'turbo' },
    path: '/midjourney/edits',
    // Its route has no field for the version; V8 has no turbo.
    body: {
      action: 'generate',
      image_url: LINK,
      prompt: 'in deep winter --version 8.1',
      mode: 'fast',
      split_images: true,
    },
  },
  {
    vendor: apimart,
    action: 'edit',
    asked: { prompt: 'in deep winter --ar 3:2 --stylize 50 --v 7', speed: 'relax' },
    path: '/v1/midjourney/generations/edits',
    body: {
      prompt: 'in deep winter',
      image_urls: [LINK],
      size: '3:2',
      stylize: 50,
      version: '7',
      speed: 'relax',
      metadata: { job: 'job-1', step: 0 },
    },
  },
  {
    vendor: apixo,
    action: 'edit',
    asked: { prompt: 'in deep winter --ar 3:2' },
    path: '/generateTask/midjourney',
    body: {
      input: { mode: 'image-edit', prompt: 'in deep winter', image_urls: [LINK], speed: 'fast' },
    },
  },
  {
    vendor: mjproxy,
    action: 'edit',
    asked: { prompt: 'in deep winter --ar 3:2' },
    path: '/mj/submit/edits',
    body: { prompt: 'in deep winter --ar 3:2', image: LINK },
  },
  {
    vendor: mjproxy,
    action: 'retexture',
    asked: { prompt: 'of glass' },
    path: '/mj/submit/retexture',
    body: { prompt: 'of glass', image: LINK },
  },
  {
    vendor: mjproxy,
    action: 'blend',
    asked: { prompt: '--ar 2:3', images: [PNG, JPEG] },
    path: '/mj/submit/blend',
    body: { base64Array: DATA, dimensions: 'PORTRAIT' },
  },
  {
    vendor: mjproxy,
    action: 'blend',
    // A shape that the route does not have, and a picture that the archive lost.
    asked: { prompt: '--ar 16:9', images: [PNG, JPEG] },
    path: '/mj/submit/imagine',
    body: { prompt: `${IMAGE_URLS.join(' ')} --ar 16:9` },
  },
  {
    vendor: mjproxy,
    action: 'blend',
    asked: { prompt: '--ar 2:3', images: [PNG] },
    path: '/mj/submit/imagine',
    body: { prompt: `${IMAGE_URLS.join(' ')} --ar 2:3` },
  },
  {
    vendor: mjproxy,
    action: 'describe',
    asked: { prompt: '', images: [JPEG] },
    path: '/mj/submit/describe',
    body: { base64: DATA[1] },
  },
  {
    vendor: mjproxy,
    action: 'describe',
    asked: { prompt: '', images: [] },
    path: '/mj/submit/describe',
    body: { link: LINK },
  },
];

test.for(CASES)('$vendor.name $action: $path', async (given) => {
  await using bench = await openBench(given.vendor, given.environment ?? {});
  if (given.environment?.APIXO_DIALECT === 'B') bench.emulator.faults.set('dialect-b', true);
  const request = requestFor(given.action, { imageUrls: IMAGE_URLS, ...given.asked });
  const outcome = await bench.vendor.submit(submissionFor(request));
  expect(outcome.kind).toBe('accepted');
  const [sent] = bench.emulator.requests;
  expect(sent?.path).toBe(given.path);
  const body = z.record(z.string(), z.unknown()).parse(JSON.parse(sent?.body ?? '{}'));
  expect(
    Object.fromEntries(Object.entries(body).filter(([name]) => !KEPT_OUT.includes(name))),
  ).toEqual(given.body);
});

test('what an edit at Ace allows is a grid’s buttons, though its answer lists none', async () => {
  await using bench = await openBench(acedata, {});
  const edited = await runPlan(bench, requestFor('edit', { imageUrls: IMAGE_URLS }));
  expect(edited.pictures).toHaveLength(4);
  const imagined = await runPlan(bench, requestFor('imagine'));
  expect(bench.vendor.allowedActions(edited.handle)).toEqual(
    bench.vendor.allowedActions(imagined.handle),
  );
  const parent = {
    action: 'edit',
    cell: 2,
    prompt: 'a red fox in fog',
    handle: throughJson(edited.handle),
  } as const;
  const zoomed = await runPlan(bench, requestFor('zoom-2x', { parent }));
  expect(zoomed.pictures).toHaveLength(4);
});

test('a lost edit at Ace is looked for among all kinds of tasks, and found', async () => {
  await using bench = await openBench(acedata, {});
  const submission = submissionFor(requestFor('edit', { imageUrls: IMAGE_URLS }));
  await bench.vendor.submit(submission);
  const found = await bench.vendor.find?.(submission);
  expect(found?.kind).toBe('found');
  expect(JSON.parse(bench.emulator.requests.at(-1)?.body ?? '{}')).not.toHaveProperty('type');
});

test('an edit at APIXO can be enlarged and zoomed, but neither varied nor made again', async () => {
  await using bench = await openBench(apixo, { APIXO_IMAGE_EDIT: 'true', APIXO_OUTPAINT: 'true' });
  const edited = await runPlan(bench, requestFor('edit', { imageUrls: IMAGE_URLS }));
  const allowed = bench.vendor.allowedActions(edited.handle) ?? [];
  expect(allowed).not.toEqual(expect.arrayContaining(['vary']));
  expect(allowed).not.toEqual(expect.arrayContaining(['reroll']));
  expect(allowed).toEqual(expect.arrayContaining(['upscale-subtle', 'zoom-2x']));
});

test('accounts of midjourney-proxy that support no edits refuse, and nothing is billed', async () => {
  await using bench = await openBench(mjproxy, {});
  bench.emulator.faults.set('no-edits', true);
  for (const action of ['edit', 'retexture'] as const) {
    const outcome = await bench.vendor.submit(
      submissionFor(requestFor(action, { imageUrls: IMAGE_URLS })),
    );
    expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'action-unavailable' } });
  }
  expect(bench.emulator.jobs()).toEqual([]);
});

test('`/retexture` is not claimed at a gateway that has no route for it', async () => {
  await using bench = await openBench(mjproxy, { MJPROXY_RETEXTURE: 'false' });
  expect(bench.vendor.capabilities.actions.retexture).toBeUndefined();
  expect(bench.vendor.capabilities.actions.edit).toBeDefined();
});

test('a server of the original kind describes the bytes it is given', async () => {
  await using bench = await openBench(mjproxy, { MJPROXY_FLAVOUR: 'original' });
  bench.emulator.faults.set('original', true);
  const given = { imageUrls: [LINK], images: [{ ...PNG, bytes: await colourPng('#1020c0', 16) }] };
  const output = await runPlan(bench, requestFor('describe', given));
  expect(output.suggestions).toHaveLength(4);
  const byLink = await bench.vendor.submit(
    submissionFor(requestFor('describe', { imageUrls: [LINK] })),
  );
  expect(byLink.kind).toBe('refused');
});

test.for([
  ['acedata', '/midjourney/edits', { image_url: 'NOWHERE', prompt: 'x' }, 400],
  ['acedata', '/midjourney/describe', { image_url: 'NOWHERE' }, 400],
  ['acedata', '/midjourney/imagine', { prompt: 'NOWHERE x', async: true }, 400],
  ['apimart', '/v1/midjourney/generations/edits', { image_urls: ['NOWHERE'], prompt: 'x' }, 400],
  ['apimart', '/v1/midjourney/generations/describe', { image_urls: ['NOWHERE'] }, 400],
  [
    'apixo',
    '/generateTask/midjourney',
    { input: { mode: 'image-edit', prompt: 'x', image_urls: ['NOWHERE'] } },
    400,
  ],
  ['mjproxy', '/mj/submit/edits', { image: 'NOWHERE', prompt: 'x' }, 200],
  ['mjproxy', '/mj/submit/describe', { link: 'NOWHERE' }, 200],
] as const)(
  'the emulated %s %s wants a picture that can be fetched',
  async ([name, path, body, status]) => {
    const emulator = await startEmulator(name, { pictures: 'sketched' });
    try {
      const nowhere = `${emulator.baseUrl}/no/picture.png`;
      const reply = await fetch(`${emulator.baseUrl}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${emulator.apiKey}`,
          'mj-api-secret': emulator.apiKey,
        },
        body: JSON.stringify(body).replaceAll('NOWHERE', nowhere),
      });
      expect(reply.status).toBe(status);
      expect(emulator.jobs()).toEqual([]);
    } finally {
      await emulator.close();
    }
  },
);

test.for([
  ['acedata', '/midjourney/edits', { prompt: 'x' }],
  ['acedata', '/midjourney/edits', { image_url: LINK }],
  ['acedata', '/midjourney/edits', { image_url: LINK, prompt: 'x', version: '7' }],
  ['acedata', '/midjourney/edits', { image_url: LINK, prompt: 'x', mask: 'not base64' }],
  ['acedata', '/midjourney/edits', { image_url: LINK, prompt: 'x', mask: 'bm90IGEgcGljdHVyZQ==' }],
  ['apimart', '/v1/midjourney/generations/edits', { prompt: 'x' }],
  ['apimart', '/v1/midjourney/generations/edits', { prompt: 'x', image_urls: LINK }],
  ['apimart', '/v1/midjourney/generations/edits', { prompt: 'x', image_urls: Array(5).fill(LINK) }],
  [
    'apimart',
    '/v1/midjourney/generations/edits',
    { prompt: 'x', image_urls: [LINK], mask_url: LINK },
  ],
  ['mjproxy', '/mj/submit/edits', { prompt: 'x', image: 'a picture' }],
  ['mjproxy', '/mj/submit/edits', { prompt: 'x', image: LINK, maskBase64: DATA[0] }],
  ['mjproxy', '/mj/submit/retexture', { image: LINK }],
  ['mjproxy', '/mj/submit/blend', { base64Array: [DATA[0]] }],
  ['mjproxy', '/mj/submit/blend', { base64Array: IMAGE_URLS }],
] as const)('the emulated %s %s takes no %j', async ([name, path, body]) => {
  const emulator = await startEmulator(name, { pictures: 'flat' });
  try {
    const reply = await fetch(`${emulator.baseUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${emulator.apiKey}`,
        'mj-api-secret': emulator.apiKey,
      },
      body: JSON.stringify(body),
    });
    const isCoded = name === 'mjproxy';
    expect(
      isCoded ? z.object({ code: z.number() }).parse(await reply.json()).code : reply.status,
    ).toBe(isCoded ? 4 : 400);
    expect(emulator.jobs()).toEqual([]);
  } finally {
    await emulator.close();
  }
});
