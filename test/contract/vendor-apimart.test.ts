/** What APIMart does differently from other vendors, and where its own pages disagree. */
import { describe, expect, test } from 'vitest';
import type { ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import fixture from '#test/fixtures/vendors/apimart.ts';
import apimart from '#vendors/specs/apimart/apimart.ts';
import { outcomeWords, postsOf, soloOf } from './vendor-acts.ts';
import {
  IMAGE_URLS,
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
} from './vendor-bench.ts';

const open = (environment: Readonly<Record<string, string>> = {}) =>
  openBench(apimart, { ...fixture.environment, ...environment });

const PROMPT = 'a red fox in fog --ar 3:2 --version 7';

describe('a prompt', () => {
  const sent = async (prompt: string, more: Partial<VendorRequest> = {}) => {
    await using bench = await open({ APIMART_WEBHOOK: 'false' });
    const outcome = await bench.vendor.submit(
      submissionFor(requestFor('imagine', { prompt, ...more })),
    );
    expect(outcome).toMatchObject({ kind: 'accepted' });
    return postsOf(bench)[0]?.body;
  };

  /** By what an operator finds the task at the vendor; the step's own secret is not in it. */
  const metadata = { job: 'job-1', step: 0 };

  test.for<[string, Json]>([
    ['a fox --ar 1920:1080', { prompt: 'a fox', size: '16:9' }],
    ['a fox --v 7 --raw', { prompt: 'a fox', version: '7', raw: true }],
    ['a fox --niji', { prompt: 'a fox', version: '7', niji: true }],
    ['a fox --niji 6 --style raw', { prompt: 'a fox', version: '6', niji: true, raw: true }],
    ['a fox --no fog, birds', { prompt: 'a fox', negative_prompt: 'fog, birds' }],
    ['a fox --q .5 --s 50 --c 5', { prompt: 'a fox', quality: '0.5', stylize: 50, chaos: 5 }],
    ['a fox --q 4 --v 7', { prompt: 'a fox --quality 4', version: '7' }],
    ['a fox --sref https://a.example/s.png', { prompt: 'a fox', sref: 'https://a.example/s.png' }],
    ['a fox --sref 123 --sw 50', { prompt: 'a fox --sref 123', sw: 50 }],
    [
      'a fox --sref https://a.example/s.png::2',
      { prompt: 'a fox --sref https://a.example/s.png::2' },
    ],
    [
      'a fox --dref https://a.example/d.png --dw 12.5',
      { prompt: 'a fox', dref: 'https://a.example/d.png', dw: 12.5 },
    ],
    ['a fox --v 8.1 --draft', { prompt: 'a fox', version: '8.1', draft: true }],
    ['a fox --exp 10 --repeat 4 --turbo', { prompt: 'a fox --exp 10' }],
    ['https://a.example/1.png a fox', { prompt: 'a fox', image_urls: ['https://a.example/1.png'] }],
    ['https://a.example/1.png::2 a fox', { prompt: 'https://a.example/1.png::2 a fox' }],
    [
      'https://a.example/1.png https://a.example/2.png',
      { prompt: 'https://a.example/1.png https://a.example/2.png' },
    ],
  ])('%s becomes %j', async ([prompt, expected]) => {
    expect(await sent(prompt)).toEqual({ ...Object(expected), speed: 'fast', metadata });
  });

  test('carries the job’s speed, a field of every call', async () => {
    const body = { prompt: 'a fox', speed: 'relax', metadata };
    expect(await sent('a fox', { speed: 'relax' })).toEqual(body);
  });

  test('of a version it does not run is refused before anything is sent', async () => {
    await using bench = await open();
    const request = requestFor('imagine', { prompt: 'a fox --version 4' });
    expect(outcomeWords(await bench.vendor.submit(submissionFor(request)))).toBe(
      'refused input-refused',
    );
    expect(bench.emulator.requests).toEqual([]);
  });
});

describe('steps', () => {
  const STEPS = {
    'vary-subtle': ['upscale', 'low-variation'],
    'vary-strong': ['upscale', 'high-variation'],
    'zoom-1.5x': ['upscale', 'zoom'],
    'pan-up': ['upscale', 'pan'],
    'upscale-subtle': ['upscale', 'upscale'],
    'vary-region': ['upscale', 'inpaint', 'modal'],
    reroll: ['reroll'],
    'animate-low': ['video'],
  } as const satisfies { readonly [action in ActionName]?: readonly string[] };

  test.for(Object.entries(STEPS))('%s asks %j', async ([name, paths]) => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const action = Object.keys(STEPS).find((each): each is keyof typeof STEPS => each === name);
    const mask = action === 'vary-region' ? await regionMask(PROMPT) : null;
    await runPlan(bench, requestFor(action ?? 'reroll', { parent, prompt: PROMPT, mask }));
    const posts = postsOf(bench).slice(1);
    expect(posts.map(({ path }) => path)).toEqual(paths);
    if (paths[0] === 'upscale') expect(posts[0]?.body.custom_id).toContain('::upsample::3::');
    for (const { body } of posts) expect(body.custom_id && body.index).toBeUndefined();
  });

  test.for([
    ['5.2', 'upscale-4x', 'upsample_v5_4x'],
    ['6.1', 'upscale-creative', 'upsample_v6_2x_creative'],
    ['7', 'upscale-subtle', 'upsample_v7_2x_subtle'],
  ] as const)(
    'a larger render of version %s, %s, takes its hash from another button',
    async ([version, action, name]) => {
      await using bench = await open();
      const prompt = `a fox --version ${version}`;
      const parent = await soloOf(bench, prompt);
      const output = await runPlan(bench, requestFor(action, { parent, prompt }));
      expect(output.pictures).toHaveLength(1);
      const customId = postsOf(bench).at(-1)?.body.custom_id;
      expect(customId).toMatch(new RegExp(`^MJ::JOB::${name}::1::[0-9a-f-]{36}$`));
    },
  );

  test('a larger render that the version lacks is refused before the crop is paid', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, 'a fox --version 8.1');
    const before = bench.emulator.requests.length;
    const request = requestFor('upscale-subtle', { parent, prompt: 'a fox --version 8.1' });
    expect(outcomeWords(await bench.vendor.submit(submissionFor(request)))).toBe(
      'refused action-unavailable',
    );
    expect(bench.emulator.requests).toHaveLength(before);
  });

  test('without buttons numbers do', async () => {
    await using bench = await open();
    bench.emulator.faults.set('no-buttons', true);
    const parent = await makeParent(bench, 3);
    expect(bench.vendor.allowedActions(parent.handle)).toBeNull();
    await bench.vendor.submit(submissionFor(requestFor('vary', { parent, cell: 4 })));
    expect(postsOf(bench).at(-1)?.body).toMatchObject({ index: 4 });
  });

  test('a button that the upscaled picture lacks is refused without a request', async () => {
    await using bench = await open();
    const prompt = 'a fox --version 8.1';
    const parent = await soloOf(bench, prompt);
    const request = requestFor('pan-left', { parent, prompt });
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(request)));
    const { handle } = outputOf(await bench.vendor.check(ticket));
    const before = bench.emulator.requests.length;
    const act = submissionFor(request, { stepIndex: 1, previous: [throughJson(handle)] });
    expect(outcomeWords(await bench.vendor.submit(act))).toBe('refused action-unavailable');
    expect(bench.emulator.requests).toHaveLength(before);
  });

  test('an imagine is animated by number from 0, anything else by link', async () => {
    await using bench = await open({ APIMART_VIDEOS: '2' });
    const grid = await soloOf(bench, PROMPT);
    const output = await runPlan(bench, requestFor('animate-high', { parent: grid }));
    expect(output.videos).toHaveLength(2);
    expect(postsOf(bench).at(-1)?.body).toMatchObject({ index: 2, motion: 'high', batch_size: 2 });
    const { handle } = await runPlan(bench, requestFor('vary', { parent: grid, cell: 1 }));
    const varied: VendorParent = { ...grid, action: 'upscale', cell: 2, handle };
    await runPlan(bench, requestFor('animate-low', { parent: varied }));
    expect(postsOf(bench).at(-1)?.body.image_urls).toEqual([
      expect.stringMatching(/\/pictures\/task_\w+\/1\.png$/),
    ]);
  });

  test('five pictures are too many to blend', async () => {
    await using bench = await open();
    const imageUrls = [...IMAGE_URLS, ...IMAGE_URLS, 'https://pictures.example/five.png'];
    const outcome = await bench.vendor.submit(submissionFor(requestFor('blend', { imageUrls })));
    expect(outcomeWords(outcome)).toBe('refused input-refused');
  });
});

describe('a region’s mask', () => {
  const paint = async (environment: Readonly<Record<string, string>>, isWhite: boolean) => {
    await using bench = await open(environment);
    bench.emulator.faults.set('white-mask', isWhite);
    const parent = await soloOf(bench, PROMPT);
    const request = requestFor('vary-region', {
      parent,
      prompt: PROMPT,
      mask: await regionMask(PROMPT),
    });
    const previous: Json[] = [];
    for (const stepIndex of [0, 1]) {
      const step = submissionFor(request, { stepIndex, previous: [...previous] });
      const ticket = ticketOf(await bench.vendor.submit(step));
      bench.clock.advance(QUEUE_MS + JOB_MS);
      previous.push(throughJson(outputOf(await bench.vendor.check(ticket)).handle));
    }
    return outcomeWords(
      await bench.vendor.submit(submissionFor(request, { stepIndex: 2, previous })),
    );
  };

  test('has holes where it repaints, by default', async () => {
    expect(await paint({}, false)).toBe('accepted');
  });

  test('is white where it repaints, by the setting', async () => {
    expect(await paint({ APIMART_MASK: 'white' }, true)).toBe('accepted');
  });

  test('that is no grey PNG is never sent: it would repaint the wrong side', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const request = requestFor('vary-region', { parent, mask: new Uint8Array([1, 2, 3]) });
    const previous = [parent.handle, parent.handle];
    const step = submissionFor(request, { stepIndex: 2, previous });
    expect(outcomeWords(await bench.vendor.submit(step))).toBe('refused internal');
  });

  test('comes too late for a window that was cancelled', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const request = requestFor('vary-region', { parent, mask: await regionMask(PROMPT) });
    const crop = ticketOf(await bench.vendor.submit(submissionFor(request)));
    const previous = [throughJson(outputOf(await bench.vendor.check(crop)).handle)];
    const opened = ticketOf(
      await bench.vendor.submit(submissionFor(request, { stepIndex: 1, previous })),
    );
    bench.emulator.faults.set('window-expired', true);
    expect(outcomeWords(await bench.vendor.check(opened))).toBe('failed generation-failed');
  });
});

describe('answers', () => {
  test.for([
    'bare-data',
    'lower-case',
    'numeric-progress',
    'other-times',
    'prompt-en',
    'unified-only',
  ])('with %s: four pictures all the same', async (fault) => {
    await using bench = await open();
    bench.emulator.faults.set(fault, true);
    expect((await runPlan(bench, requestFor('imagine'))).pictures).toHaveLength(4);
  });

  test('without a composite there are only the pictures', async () => {
    await using bench = await open();
    expect((await runPlan(bench, requestFor('imagine'))).composite).not.toBeNull();
    bench.emulator.faults.set('no-composite', true);
    expect(await runPlan(bench, requestFor('imagine'))).toMatchObject({ composite: null });
  });

  test.for(['prompt', 'prompt-en'])('describe’s texts are read from %s', async (fault) => {
    await using bench = await open();
    if (fault === 'prompt-en') bench.emulator.faults.set('prompt-en', true);
    const { suggestions } = await runPlan(
      bench,
      requestFor('describe', { imageUrls: IMAGE_URLS.slice(1) }),
    );
    expect(suggestions).toHaveLength(4);
    expect(suggestions?.[3]).toBe('fox in a misty meadow, grey tones, wide angle --ar 3:2');
  });

  test('a flag its engine does not take fails as input, minutes later', async () => {
    await using bench = await open();
    const prompt = 'a fox --version 7 --unheard of';
    const ticket = ticketOf(
      await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt }))),
    );
    bench.clock.advance(QUEUE_MS + JOB_MS);
    expect(outcomeWords(await bench.vendor.check(ticket))).toBe('failed input-refused');
  });

  test('the balance is the key’s, in dollars; a key without limit has none', async () => {
    await using bench = await open();
    await runPlan(bench, requestFor('imagine'));
    expect(await bench.vendor.balance?.()).toEqual({ amount: 100 - 0.05504, unit: 'USD' });
    bench.emulator.faults.set('no-limit', true);
    expect(await bench.vendor.balance?.()).toBeNull();
  });
});

describe('refusals', () => {
  test.for(['common', 'engine-errors', 'error-in-200'])(
    'in the %s form say that the parent lacks the action',
    async (form) => {
      await using bench = await open();
      const parent = await makeParent(bench, 3);
      if (form !== 'common') bench.emulator.faults.set(form, true);
      const broken = { ...Object(parent.handle), buttons: ['MJ::JOB::reroll::0::x'], taskId: 'x' };
      const request = requestFor('reroll', { parent: { ...parent, handle: broken } });
      expect(outcomeWords(await bench.vendor.submit(submissionFor(request)))).toBe(
        'refused action-unavailable',
      );
    },
  );

  test.for([
    ['rejected', 'refused unavailable'],
    ['banned', 'refused moderated'],
  ])('%s is %s', async ([fault = '', expected]) => {
    await using bench = await open();
    bench.emulator.faults.set(fault, true);
    expect(outcomeWords(await bench.vendor.submit(submissionFor(requestFor('imagine'))))).toBe(
      expected,
    );
  });

  test('a 400 that speaks of judgement is a judgement', async () => {
    await using bench = await open();
    bench.emulator.faults.set('answer-with', { status: 400, text: 'Banned prompt detected' });
    const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine')));
    expect(outcomeWords(outcome)).toBe('refused moderated');
  });

  test.for(['common', 'engine-errors'])('a parent of four days ago (%s form)', async (form) => {
    await using bench = await open();
    const parent = await makeParent(bench, 3);
    if (form !== 'common') bench.emulator.faults.set(form, true);
    bench.emulator.faults.set('parent-gone', true);
    const outcome = await bench.vendor.submit(submissionFor(requestFor('reroll', { parent })));
    expect(outcomeWords(outcome)).toBe('refused action-unavailable');
  });

  test('a task nobody knows is asked about again, in either form', async () => {
    await using bench = await open();
    const ticket = { shape: 'grid', isImagine: true, confirmed: false, version: null } as const;
    for (const form of ['engine-errors', 'other-times']) {
      bench.emulator.faults.set(form, true);
      const outcome = await bench.vendor.check({ taskId: 'task_01X', ...ticket });
      expect(outcomeWords(outcome)).toBe('unreachable not-found');
      bench.emulator.faults.clear();
    }
  });
});

describe('a result allows', () => {
  const allowed = async (bench: VendorBench, prompt: string) =>
    bench.vendor.allowedActions((await makeParent(bench, 3, prompt)).handle);

  test('zoom, pan and region after a U, up to version 7', async () => {
    await using bench = await open();
    const actions = await allowed(bench, 'a fox --version 7');
    expect(actions).toEqual(
      expect.arrayContaining(['zoom-2x', 'pan-up', 'vary-region', 'upscale-subtle', 'vary']),
    );
    expect(actions).not.toContain('upscale-4x');
  });

  test('them of version 8 only where the grid itself lists them', async () => {
    await using bench = await open();
    const prompt = 'a fox --version 8.2';
    expect(await allowed(bench, prompt)).not.toContain('pan-up');
    bench.emulator.faults.set('wide-panel', true);
    const wide = await allowed(bench, prompt);
    expect(wide).toEqual(expect.arrayContaining(['pan-up', 'zoom-2x', 'vary-region']));
    expect(wide).not.toContain('upscale-subtle');
  });

  test('what the usual version has, where the prompt names none', async () => {
    await using bench = await open({ APIMART_VERSION: 'v5.1' });
    expect(await allowed(bench, 'a fox')).toContain('upscale-4x');
  });

  test('a larger render’s own buttons, and videos of it', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const { handle } = await runPlan(
      bench,
      requestFor('upscale-subtle', { parent, prompt: PROMPT }),
    );
    const actions = bench.vendor.allowedActions(handle);
    expect(actions).toEqual(expect.arrayContaining(['vary-subtle', 'vary-strong', 'animate-high']));
    for (const action of ['zoom-2x', 'upscale-subtle', 'upscale-creative'] as const) {
      expect(actions).not.toContain(action);
    }
  });
});

test('deliveries are asked for only by setting, and come behind the token', async () => {
  await using bench = await open();
  const submission = submissionFor(requestFor('imagine'));
  await bench.vendor.submit(submission);
  const seen: string[] = [];
  bench.emulator.events.listen((event) => {
    if (event.kind === 'delivered') seen.push(event.delivery.url);
  });
  bench.clock.advance(QUEUE_MS + JOB_MS);
  await bench.emulator.events.until(() => seen.length > 0, { what: 'a delivery' });
  const { pathname } = new URL(seen[0] ?? '');
  expect(pathname).toBe(new URL(submission.webhookUrl ?? '').pathname);
  await using quiet = await open({ APIMART_WEBHOOK: 'false' });
  await quiet.vendor.submit(submission);
  expect(postsOf(quiet)[0]?.body).not.toHaveProperty('webhook');
  expect(quiet.vendor.webhook).toBeUndefined();
});
