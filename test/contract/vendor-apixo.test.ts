/** What only APIXO does, against its emulator, in both of its dialects. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ACTION_NAMES } from '#domain/action.ts';
import type { VendorParent } from '#ports/vendor.ts';
import apixo from '#vendors/specs/apixo/apixo.ts';
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
  ticketOf,
  type VendorBench,
  WEBHOOK_URL,
} from './vendor-bench.ts';

const EVERYTHING = { APIXO_IMAGE_EDIT: 'true', APIXO_OUTPAINT: 'true' };

/** The vendor and an emulator of the same dialect. */
async function open(
  dialect: 'auto' | 'B' | 'C' = 'C',
  environment: Readonly<Record<string, string>> = EVERYTHING,
) {
  const bench = await openBench(apixo, { APIXO_DIALECT: dialect, ...environment });
  bench.emulator.faults.set('dialect-b', dialect === 'B');
  return bench;
}

const inputs = (bench: VendorBench) =>
  ordersOf(bench).map(({ input }) => z.record(z.string(), z.unknown()).parse(input));

const lastInput = (bench: VendorBench) => inputs(bench).at(-1) ?? {};

const gridOf = (bench: VendorBench, prompt = 'a fox --ar 3:2'): Promise<VendorParent> =>
  makeParent(bench, 3, prompt);

describe('a prompt at APIXO', () => {
  const prompt = 'a fox -- in the fog --ar 16:9 --c 20 --s 250 --w 0 --v 6.1 --no snow --seed 7';

  test.for([
    ['C', { version: '6.1', aspect_ratio: '16:9', variety: 20, stylization: 250, weirdness: 0 }],
    ['B', { version: 'v6.1', aspect: '16:9', chaos: 20, stylize: 250, weird: 0 }],
  ] as const)(
    'in dialect %s is fields of that dialect alone, and never a flag',
    async ([dialect, fields]) => {
      await using bench = await open(dialect);
      const text = prompt.replace(' -- ', ' under--lit ');
      const request = requestFor('imagine', { prompt: text, speed: 'turbo' });
      expect((await bench.vendor.submit(submissionFor(request))).kind).toBe('accepted');
      expect(lastInput(bench)).toEqual({
        mode: 'text-to-image',
        prompt: 'a fox under—lit in the fog',
        speed: 'turbo',
        enableTranslation: false,
        ...fields,
      });
    },
  );

  test('is wrapped with who may be told', async () => {
    await using bench = await open('C', { APIXO_PROVIDER: 'value' });
    const envelope = async (webhookUrl: string | null) => {
      await bench.vendor.submit(submissionFor(requestFor('imagine'), { webhookUrl }));
      const { input: _, ...rest } = JSON.parse(bench.emulator.requests.at(-1)?.body ?? '{}');
      return rest;
    };
    expect(await envelope(WEBHOOK_URL)).toEqual({
      request_type: 'callback',
      callback_url: WEBHOOK_URL,
      provider: 'value',
    });
    expect(await envelope(null)).toEqual({ request_type: 'async', provider: 'value' });
    expect(await envelope('http://bot.example/hook')).toMatchObject({ request_type: 'async' });
  });

  test.for([
    ['a fox', undefined, 'fast', '1:1'],
    ['a fox --v 7 --draft', '7', 'draft', '1:1'],
    ['a fox --niji 6 --ar 1920:1080', 'niji 6', 'fast', '16:9'],
  ] as const)('%s: version %s, speed %s, ratio %s', async ([text, version, speed, ratio]) => {
    await using bench = await open();
    await runPlan(bench, requestFor('imagine', { prompt: text }));
    const input = lastInput(bench);
    expect([input.version, input.speed, input.aspect_ratio]).toEqual([version, speed, ratio]);
  });

  test.for([
    ['a shape it does not paint', 'a fox --ar 21:9', 'C', '16:9'],
    ['a version it does not have', 'a fox --v 8.1', 'C', 'version'],
    ['pictures without words', 'https://a.example/1.png https://a.example/2.png', 'C', 'words'],
    ['too many bytes', `${'狐'.repeat(1999)} ${'狐'.repeat(600)}`, 'C', 'bytes'],
    [
      'more pictures than the dialect takes',
      'https://a.b/1 https://a.b/2 https://a.b/3 a fox',
      'B',
      '2 pictures',
    ],
  ] as const)('%s is refused without a request', async ([, text, dialect, why]) => {
    await using bench = await open(dialect);
    const outcome = await bench.vendor.submit(
      submissionFor(requestFor('imagine', { prompt: text })),
    );
    expect(outcome).toMatchObject({
      kind: 'refused',
      failure: { kind: 'input-refused', detail: expect.stringContaining(why) },
    });
    expect(bench.emulator.requests).toEqual([]);
  });

  test('with pictures is image-to-image', async () => {
    await using bench = await open();
    await runPlan(bench, requestFor('imagine', { prompt: 'https://a.example/1.png::2 a fox' }));
    expect(lastInput(bench)).toMatchObject({
      mode: 'image-to-image',
      image_urls: ['https://a.example/1.png'],
      prompt: 'a fox',
    });
  });

  test('is told beforehand what cannot be honoured', async () => {
    await using c = await open('C');
    await using b = await open('B');
    const { parameters } = c.vendor.capabilities;
    expect(parameters).toEqual(expect.arrayContaining(['ar', 'chaos', 'version', 'niji', 'draft']));
    for (const lost of ['seed', 'no', 'tile', 'iw', 'sref', 'cref', 'profile', 'raw', 'quality']) {
      expect(parameters).not.toContain(lost);
    }
    expect(b.vendor.capabilities.parameters).not.toContain('draft');
    expect(c.vendor.capabilities.speeds).toEqual(['fast', 'turbo']);
  });

  test('of the other dialect is refused by a strict service, and nothing is billed', async () => {
    await using bench = await open('C');
    bench.emulator.faults.set('dialect-b', true);
    const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine')));
    expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'input-refused' } });
    expect(bench.emulator.jobs()).toEqual([]);
  });
});

describe('an APIXO of which nobody knows what it speaks', () => {
  const prompt = 'a fox --ar 16:9 --c 20 --v 7';
  const newer = { version: '7', aspect_ratio: '16:9', variety: 20 };
  const older = { version: 'v7', aspect: '16:9', chaos: 20 };

  test('is asked by the newer names, then by the others, and those are kept', async () => {
    await using bench = await open('auto');
    bench.emulator.faults.set('dialect-b', true);
    await runPlan(bench, requestFor('imagine', { prompt }));
    expect(inputs(bench)).toEqual([expect.objectContaining(newer), expect.objectContaining(older)]);
    expect(bench.emulator.jobs()).toHaveLength(1);
    await runPlan(bench, requestFor('imagine', { prompt }));
    expect(inputs(bench).slice(2)).toEqual([expect.objectContaining(older)]);
    const { actions, parameters } = bench.vendor.capabilities;
    expect(actions).not.toHaveProperty('edit');
    expect(parameters).not.toContain('draft');
  });

  test('is asked once where it speaks the newer names', async () => {
    await using bench = await open('auto');
    await runPlan(bench, requestFor('imagine', { prompt }));
    expect(inputs(bench)).toEqual([expect.objectContaining(newer)]);
  });

  test.for([true, false])('makes a region by a mask, whatever it speaks (%s)', async (isPublic) => {
    await using bench = await open('auto');
    bench.emulator.faults.set('dialect-b', isPublic);
    const parent = await gridOf(bench);
    const mask = await regionMask(parent.prompt);
    const { pictures } = await runPlan(bench, followUpOf('vary-region', parent, { mask }));
    expect(pictures).toHaveLength(4);
    expect(lastInput(bench)).toMatchObject({ mode: isPublic ? 'upload-paint' : 'image-edit' });
  });

  test('is asked again for no other refusal, and never where the answer is in doubt', async () => {
    for (const [status, text] of [
      [400, 'Your prompt violates the content policy of this mode'],
      [402, 'Insufficient balance for this version'],
      [503, 'mode is down'],
    ] as const) {
      await using bench = await open('auto');
      bench.emulator.faults.set('answer-with', { status, text, on: ['submit'] });
      expect((await bench.vendor.submit(submissionFor(requestFor('imagine')))).kind).not.toBe(
        'accepted',
      );
      expect(bench.emulator.requests).toHaveLength(1);
    }
  });

  test('whose refusal of both forms is the first one’s', async () => {
    await using bench = await open('auto');
    bench.emulator.faults.set('answer-with', { status: 400, text: 'bad mode', on: ['submit'] });
    expect(await bench.vendor.submit(submissionFor(requestFor('imagine')))).toMatchObject({
      kind: 'refused',
    });
    expect(bench.emulator.requests).toHaveLength(2);
    bench.emulator.faults.set('answer-with', false);
    await runPlan(bench, requestFor('imagine', { prompt }));
    expect(lastInput(bench)).toMatchObject(newer);
  });
});

describe('an APIXO that drops names it does not know', () => {
  const prompt = 'a fox --ar 16:9';

  /** What a job's first picture measures, shown to the vendor as the worker does. */
  const made = async (bench: VendorBench, text = prompt) => {
    const request = requestFor('imagine', { prompt: text });
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(request)));
    bench.clock.advance(QUEUE_MS + JOB_MS);
    const [picture] = outputOf(await bench.vendor.check(ticket)).pictures;
    const link = picture?.source.kind === 'url' ? picture.source.url : '';
    const { width, height } = await sharp(await (await fetch(link)).bytes()).metadata();
    return bench.vendor.mismatchOf?.(ticket, { width, height }) ?? null;
  };

  const lenient = async (dialects: 'auto' | 'C', isOlder: boolean) => {
    const bench = await open(dialects);
    bench.emulator.faults.set('dialect-b', isOlder);
    bench.emulator.faults.set('ignores-names', true);
    return bench;
  };

  test('shows so by the shape of a result: said once, and asked by the other names from then on', async () => {
    await using bench = await lenient('auto', true);
    expect(await made(bench)).toBe('aspect_ratio 16:9 was not heeded: 1024x1024 came');
    expect(lastInput(bench)).toMatchObject({ aspect_ratio: '16:9' });
    expect(await made(bench)).toBeNull();
    expect(lastInput(bench)).toMatchObject({ aspect: '16:9' });
    expect(lastInput(bench)).not.toHaveProperty('aspect_ratio');
  });

  test('is not suspected where the shape is as asked, or none was', async () => {
    await using newer = await lenient('auto', false);
    for (const ratio of ['16:9', '9:16', '5:6', '2:3', '1:2']) {
      expect(await made(newer, `a fox --ar ${ratio}`)).toBeNull();
    }
    await using older = await lenient('auto', true);
    expect(await made(older, 'a fox')).toBeNull();
    await made(older);
    expect(lastInput(older)).toMatchObject({ aspect_ratio: '16:9' });
  });

  test('keeps its names where they were set, and only says so', async () => {
    await using bench = await lenient('C', true);
    for (const _ of [1, 2]) {
      expect(await made(bench)).toMatch(/was not heeded/);
      expect(lastInput(bench)).toMatchObject({ aspect_ratio: '16:9' });
    }
  });

  test('that heeds neither is not asked by turns', async () => {
    await using bench = await lenient('auto', true);
    const ticket = ticketOf(
      await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt }))),
    );
    const square = { width: 1024, height: 1024 };
    for (const _ of [1, 2]) bench.vendor.mismatchOf?.(ticket, square);
    const other = ticketOf(
      await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt }))),
    );
    for (const _ of [1, 2]) expect(bench.vendor.mismatchOf?.(other, square)).toMatch(/^aspect /);
    await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt })));
    expect(lastInput(bench)).toMatchObject({ aspect: '16:9' });
  });

  test('and refuses the others after all is asked by the first again, at once', async () => {
    await using bench = await open('auto');
    const ticket = ticketOf(
      await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt }))),
    );
    bench.vendor.mismatchOf?.(ticket, { width: 1024, height: 1024 });
    expect((await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt })))).kind).toBe(
      'accepted',
    );
    expect(inputs(bench).slice(1)).toEqual([
      expect.objectContaining({ aspect: '16:9' }),
      expect.objectContaining({ aspect_ratio: '16:9' }),
    ]);
    expect(bench.emulator.jobs()).toHaveLength(2);
  });
});

test('APIXO is first looked at when its page says so', async () => {
  await using bench = await open();
  // "Submit task, wait 20 seconds, then poll every 3 seconds."
  expect(bench.vendor.limits).toMatchObject({ firstCheckMs: 20_000, checkEveryMs: 3_000 });
});

describe('words of another script at APIXO', () => {
  test.for(['B', 'C'] as const)('are translated in dialect %s', async (dialect) => {
    await using bench = await open(dialect);
    const request = requestFor('imagine', { prompt: '霧の中の狐', translate: true });
    await runPlan(bench, request);
    expect(lastInput(bench)).toMatchObject({ prompt: '霧の中の狐', enableTranslation: true });
  });
});

test('the public form never repaints without a mask', async () => {
  await using bench = await open('B');
  const link = 'https://pictures.example/one.png';
  const edit = requestFor('edit', { prompt: 'a hat', imageUrls: [link] });
  expect(await bench.vendor.submit(submissionFor(edit))).toMatchObject({ kind: 'refused' });
  expect(bench.vendor.capabilities.actions).not.toHaveProperty('edit');
  expect(bench.emulator.requests).toEqual([]);
  await runPlan(
    bench,
    followUpOf('pan-right', await gridOf(bench, 'a fox'), { prompt: 'a fox --ar 3:2' }),
  );
  expect(lastInput(bench)).toMatchObject({
    mode: 'upload-paint',
    canvas: { width: 1344, height: 896 },
    mask: {
      areas: [{ width: 1344, height: 896, points: [896, 0, 1344, 0, 1344, 896, 896, 896] }],
    },
  });
});

describe('a follow-up at APIXO', () => {
  test.for([
    ['vary', { mode: 'vary', imageIndex: 2, type: 1 }],
    ['vary-subtle', { mode: 'vary', imageIndex: 2, type: 0 }],
    ['vary-strong', { mode: 'vary', imageIndex: 2, type: 1 }],
    ['upscale-subtle', { mode: 'upscale', imageIndex: 2, type: 0 }],
    ['upscale-creative', { mode: 'upscale', imageIndex: 2, type: 1 }],
    ['upscale-2x', { mode: 'upscale', imageIndex: 2, type: 2 }],
    ['upscale-4x', { mode: 'upscale', imageIndex: 2, type: 3 }],
  ] as const)('%s counts the third picture as 2', async ([action, expected]) => {
    await using bench = await open();
    const output = await runPlan(bench, followUpOf(action, await gridOf(bench)));
    expect(lastInput(bench)).toEqual({ ...expected, taskId: expect.stringMatching(/^task_/) });
    expect(output.pictures).toHaveLength(expected.mode === 'upscale' ? 1 : 4);
  });

  test('sends words only where they are other words', async () => {
    await using bench = await open();
    const parent = await gridOf(bench);
    await runPlan(bench, followUpOf('vary', parent, { cell: 1, prompt: 'a wolf --ar 3:2' }));
    expect(lastInput(bench)).toMatchObject({ imageIndex: 0, prompt: 'a wolf' });
    await runPlan(bench, followUpOf('vary', parent, { cell: 1, prompt: 'a fox --ar 3:2 --s 50' }));
    expect(lastInput(bench)).not.toHaveProperty('prompt');
  });

  test('of an enlargement is one of the picture it was made of', async () => {
    await using bench = await open();
    const large = await resultOf(bench, followUpOf('upscale-subtle', await gridOf(bench)));
    const [, upscaled] = inputs(bench);
    for (const action of ['vary-strong', 'upscale-creative'] as const) {
      await runPlan(bench, followUpOf(action, large));
      expect(lastInput(bench)).toMatchObject({ taskId: upscaled?.taskId, imageIndex: 2 });
    }
  });

  test('reroll is a mode of dialect C; in B the same thing is asked again', async () => {
    await using c = await open('C');
    await runPlan(c, followUpOf('reroll', await gridOf(c)));
    expect(lastInput(c)).toEqual({ mode: 'reroll', taskId: expect.any(String) });
    await using b = await open('B');
    const grid = await gridOf(b);
    await runPlan(b, followUpOf('reroll', grid));
    const [first, again] = inputs(b);
    expect(again).toEqual(first);
    await runPlan(
      b,
      followUpOf('reroll', await resultOf(b, followUpOf('vary', grid, { cell: 2 }))),
    );
    expect(lastInput(b)).toMatchObject({ mode: 'vary', imageIndex: 1 });
  });

  test('whose task APIXO has forgotten is not available', async () => {
    await using bench = await open();
    const parent = await gridOf(bench);
    await using later = await open();
    const outcome = await later.vendor.submit(
      submissionFor(followUpOf('vary', parent, { cell: 1 })),
    );
    expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'action-unavailable' } });
  });
});

describe('an edit at APIXO', () => {
  test.for([
    ['B', {}, true, false],
    ['C', {}, false, false],
    ['C', { APIXO_IMAGE_EDIT: 'true' }, true, false],
    ['B', { APIXO_OUTPAINT: 'true' }, true, true],
    ['C', { APIXO_OUTPAINT: 'true' }, false, false],
    ['auto', {}, true, false],
  ] as const)(
    'dialect %s with %o: region %s, zoom %s',
    async ([dialect, environment, region, zoom]) => {
      await using bench = await open(dialect, environment);
      const { actions } = bench.vendor.capabilities;
      expect(actions['vary-region'] !== undefined).toBe(region);
      expect(actions['zoom-2x'] !== undefined).toBe(zoom);
    },
  );

  test.for([
    ['B', 'upload-paint', { version: 'v7' }],
    ['C', 'image-edit', { version: '7' }],
  ] as const)(
    'in dialect %s is %s of the picture’s address, white repainted',
    async ([dialect, mode, version]) => {
      await using bench = await open(dialect);
      const parent = await gridOf(bench, 'a fox --ar 3:2 --v 7');
      const mask = await regionMask(parent.prompt);
      const prompt = 'a hat --ar 3:2 --v 7';
      await runPlan(bench, followUpOf('vary-region', parent, { mask, prompt }));
      expect(lastInput(bench)).toEqual({
        mode,
        ...version,
        prompt: 'a hat',
        speed: 'fast',
        image_urls: [expect.stringMatching(/\/2\.png$/)],
        mask: { url: `data:image/png;base64,${Buffer.from(mask).toString('base64')}` },
        canvas: { width: 1344, height: 896 },
        imgPos: { x: 0, y: 0, width: 1344, height: 896 },
      });
    },
  );

  test.for([
    ['zoom-2x', 'a fox', [1024, 1024], [256, 256, 512, 512]],
    ['zoom-1.5x', 'a fox', [1024, 1024], [170, 170, 683, 683]],
    ['zoom-custom', 'a fox --zoom 1.6', [1024, 1024], [192, 192, 640, 640]],
    ['pan-right', 'a fox --ar 3:2', [1344, 896], [0, 0, 896, 896]],
    ['pan-up', 'a fox --ar 2:3', [896, 1344], [0, 448, 896, 896]],
  ] as const)(
    '%s is a larger canvas around the picture',
    async ([action, prompt, canvas, place]) => {
      await using bench = await open();
      const parent = await gridOf(bench, 'a fox');
      await runPlan(bench, followUpOf(action, parent, { prompt }));
      const [x, y, width, height] = place;
      expect(lastInput(bench)).toMatchObject({
        canvas: { width: canvas[0], height: canvas[1] },
        imgPos: { x, y, width, height },
      });
      expect(lastInput(bench)).not.toHaveProperty('mask');
    },
  );

  test('a square is the wide picture in the middle of one', async () => {
    await using bench = await open();
    const parent = await gridOf(bench, 'a fox --ar 2:1');
    await runPlan(bench, followUpOf('square', parent, { prompt: 'a fox' }));
    expect(lastInput(bench)).toMatchObject({
      canvas: { width: 1024, height: 1024 },
      imgPos: { x: 0, width: 1024 },
    });
  });

  test('can be enlarged and edited again, but not varied or made again', async () => {
    await using bench = await open();
    const parent = await gridOf(bench);
    const mask = await regionMask(parent.prompt);
    const edit = await resultOf(bench, followUpOf('vary-region', parent, { mask }));
    const large = await resultOf(bench, followUpOf('upscale-subtle', edit, { cell: null }));
    for (const { handle } of [edit, large]) {
      const allowed = bench.vendor.allowedActions(handle) ?? ACTION_NAMES;
      expect(allowed).toEqual(expect.arrayContaining(['upscale-subtle', 'vary-region']));
      for (const none of ['vary', 'vary-subtle', 'vary-strong', 'reroll']) {
        expect(allowed).not.toContain(none);
      }
    }
    const requests = bench.emulator.requests.length;
    for (const action of ['vary', 'reroll'] as const) {
      const outcome = await bench.vendor.submit(
        submissionFor(followUpOf(action, edit, { cell: 1 })),
      );
      expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'action-unavailable' } });
    }
    expect(bench.emulator.requests).toHaveLength(requests);
  });
});

describe('a task at APIXO', () => {
  const finished = async (bench: VendorBench) => {
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine'))));
    bench.clock.advance(QUEUE_MS + JOB_MS);
    return bench.vendor.check(ticket);
  };

  test.for(['result-object', 'url-objects'])('is read with %s', async (fault) => {
    await using bench = await open();
    bench.emulator.faults.set(fault, true);
    expect(await finished(bench)).toMatchObject({ kind: 'finished', output: { composite: null } });
  });

  test('that succeeded without pictures is asked about again', async () => {
    await using bench = await open();
    bench.emulator.faults.set('no-results', true);
    expect(await finished(bench)).toMatchObject({
      kind: 'unreachable',
      failure: { kind: 'garbled' },
    });
  });

  test('is known to be judged by any of the codes for it', async () => {
    await using bench = await open();
    bench.emulator.faults.set('moderated', true);
    bench.emulator.faults.set('other-fail-codes', true);
    expect(await finished(bench)).toMatchObject({ kind: 'failed', failure: { kind: 'moderated' } });
  });

  test('that it has forgotten is over, whichever status says so', async () => {
    await using bench = await open();
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine'))));
    await using later = await open();
    for (const isOn of [false, true]) {
      later.emulator.faults.set('unknown-task-400', isOn);
      expect(await later.vendor.check(ticket)).toMatchObject({ failure: { kind: 'not-found' } });
    }
  });

  test('refused inside a 200 is refused', async () => {
    await using bench = await open('C');
    bench.emulator.faults.set('dialect-b', true);
    bench.emulator.faults.set('code-in-200', true);
    const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine')));
    expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'input-refused' } });
  });

  test('costs what the operator says, and the balance goes down', async () => {
    await using bench = await open('C', { APIXO_FAST_USD: '0.15' });
    expect(bench.configured.specification.prices.perJob.imagine).toEqual({
      fast: 0.15,
      turbo: 0.2,
    });
    expect(await bench.vendor.balance?.()).toEqual({ amount: 100, unit: 'USD' });
    await finished(bench);
    expect(await bench.vendor.balance?.()).toEqual({ amount: 99.9, unit: 'USD' });
  });
});
