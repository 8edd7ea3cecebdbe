/** What midjourney-proxy's servers do differently from other vendors, and from each other. */

import { describe, expect, test } from 'vitest';
import type { ActionName } from '#domain/action.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import { stepCount } from '#test/fixtures/plans.ts';
import fixture from '#test/fixtures/vendors/mjproxy.ts';
import mjproxy from '#vendors/specs/mjproxy/mjproxy.ts';
import { taskSchema } from '#vendors/specs/mjproxy/mjproxy-reply.ts';
import { outcomeWords, postsOf, soloOf } from './vendor-acts.ts';
import {
  configure,
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
  openBench(mjproxy, { ...fixture.environment, ...environment });

const PROMPT = 'a red fox in fog --ar 3:2 --version 7';

test.for([
  [7, 7],
  ['7', 7],
  ['', null],
  [null, null],
  [-1, null],
  [1.5, null],
  ['99999999999999999999', null],
])('a seed told as %j is %j', ([seed, expected]) => {
  expect(taskSchema.parse({ id: '1', status: 'SUCCESS', seed }).seed ?? null).toBe(expected);
});

describe('steps', () => {
  const STEPS = {
    'vary-subtle': ['action', 'action'],
    'zoom-2x': ['action', 'action'],
    'pan-left': ['action', 'action'],
    'upscale-subtle': ['action', 'action'],
    'zoom-custom': ['action', 'action', 'modal'],
    square: ['action', 'action', 'modal'],
    'vary-region': ['action', 'action', 'modal'],
    'animate-low': ['video'],
    reroll: ['action'],
    vary: ['action'],
  } as const satisfies { readonly [action in ActionName]?: readonly string[] };

  test.for(Object.entries(STEPS))('%s asks %j, the picture’s U first', async ([action, paths]) => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const before = bench.emulator.requests.length;
    const known = Object.keys(STEPS).find((name): name is keyof typeof STEPS => name === action);
    const request = requestFor(known ?? 'reroll', {
      parent,
      cell: action === 'vary' ? 3 : null,
      prompt: `${PROMPT}${action === 'zoom-custom' ? ' --zoom 1.8' : ''}`,
      mask: action === 'vary-region' ? await regionMask(PROMPT) : null,
    });
    await runPlan(bench, request);
    const posts = postsOf(bench, before);
    expect(posts.map(({ path }) => path)).toEqual(paths);
    if (paths.length > 1) expect(posts[0]?.body.customId).toContain('::upsample::3::');
  });

  test('a square presses Midjourney’s own button where the picture lists it, and is done', async () => {
    await using bench = await open();
    bench.emulator.faults.set('own-square', true);
    const parent = await soloOf(bench, PROMPT);
    const before = bench.emulator.requests.length;
    const output = await runPlan(bench, requestFor('square', { parent, prompt: PROMPT }));
    expect(output.pictures).toHaveLength(4);
    const posts = postsOf(bench, before);
    expect(posts.map(({ path, body }) => [path, body.customId?.replace(/[^:]*$/, '')])).toEqual([
      ['action', expect.stringContaining('::upsample::3::')],
      ['action', expect.stringContaining('MJ::Outpaint::100::1::')],
    ]);
    // What came of it is a grid as any other.
    const { handle } = output;
    expect(bench.vendor.allowedActions(handle)).toEqual(expect.arrayContaining(['vary', 'reroll']));
  });

  test('a custom zoom’s window is answered with ratio and factor, a square’s with 1:1 and 1', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const prompt = `${PROMPT} --zoom 1.8`;
    await runPlan(bench, requestFor('zoom-custom', { parent, prompt }));
    await runPlan(bench, requestFor('square', { parent, prompt: 'a red fox in fog --version 7' }));
    const answers = postsOf(bench, 0).filter(({ path }) => path === 'modal');
    expect(answers.map(({ body }) => body.prompt)).toEqual([
      'a red fox in fog --ar 3:2 --v 7 --zoom 1.8',
      'a red fox in fog --v 7 --ar 1:1 --zoom 1',
    ]);
  });

  test('a window that is open is a finished step; one that was answered is under way', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const request = requestFor('vary-region', { parent, mask: await regionMask(PROMPT) });
    const step = async (stepIndex: number, previous: readonly VendorParent['handle'][]) => {
      const ticket = ticketOf(
        await bench.vendor.submit(submissionFor(request, { stepIndex, previous })),
      );
      return { ticket, check: () => bench.vendor.check(ticket) };
    };
    const upscaled = await step(0, []);
    bench.clock.advance(QUEUE_MS + JOB_MS);
    const solo = outputOf(await upscaled.check()).handle;
    const opened = await step(1, [solo]);
    const window = await opened.check();
    expect(window).toMatchObject({ kind: 'finished', output: { pictures: [] } });
    const answered = await step(2, [solo, outputOf(window).handle]);
    expect(await answered.check()).toMatchObject({ kind: 'running' });
    expect(await opened.check()).toMatchObject({ kind: 'running' });
  });

  test('a window that was answered still says MODAL for a moment, and runs', () => {
    const { specification } = configure(mjproxy, 'http://127.0.0.1:9', '', fixture.environment);
    const ticket = { taskId: '1', root: '/mj', shape: 'grid', confirmed: true, version: null };
    const json = { id: '1', status: 'MODAL', progress: '0%' };
    const reply = { status: 200, headers: {}, text: JSON.stringify(json), json };
    expect(specification.readCheck(reply, ticket)).toMatchObject({ kind: 'running' });
    const unasked = specification.readCheck(reply, { ...ticket, confirmed: false });
    expect(unasked).toMatchObject({ failure: { detail: expect.stringContaining('Remix') } });
  });

  test('an upscaled picture’s own buttons need no U', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const { handle } = await runPlan(bench, requestFor('upscale-creative', { parent }));
    const upscaled: VendorParent = { ...parent, action: 'upscale-creative', handle };
    const request = requestFor('vary-strong', { parent: upscaled, prompt: PROMPT });
    expect(stepCount(bench.vendor, request)).toBe(1);
    expect((await runPlan(bench, request)).pictures).toHaveLength(4);
  });

  test('a picture without a link is animated by its button', async () => {
    await using bench = await open({ MJPROXY_SEPARATE_PICTURES: 'false' });
    const parent = await soloOf(bench, PROMPT);
    const request = requestFor('animate-high', { parent });
    expect(stepCount(bench.vendor, request)).toBe(2);
    expect((await runPlan(bench, request)).videos).toHaveLength(4);
  });

  test('videos are extended by task, counted from 0', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const { handle } = await runPlan(bench, requestFor('animate-low', { parent, prompt: PROMPT }));
    const video: VendorParent = { action: 'animate-low', cell: 2, prompt: PROMPT, handle };
    await runPlan(bench, requestFor('extend-high', { parent: video, prompt: PROMPT }));
    expect(postsOf(bench, 0).at(-1)?.body).toMatchObject({
      action: 'extend',
      index: 1,
      motion: 'high',
    });
  });

  test('V vary strongly, as Midjourney’s own', async () => {
    await using bench = await open();
    const parent = await makeParent(bench, 3);
    await bench.vendor.submit(submissionFor(requestFor('vary', { parent, cell: 2 })));
    expect(postsOf(bench, 0).at(-1)?.body).toMatchObject({
      strong: true,
      customId: expect.stringContaining('::variation::2::'),
    });
  });
});

describe('answers', () => {
  test.for([
    ['queued', { pictures: 4 }],
    ['numeric-id', { pictures: 4 }],
    ['numeric-progress', { pictures: 4 }],
    ['bare-links', { pictures: 4 }],
    ['already-done', { pictures: 4 }],
    ['composite-only', { pictures: 0 }],
    ['composite-listed', { pictures: 0 }],
    ['original', { pictures: 0 }],
  ] as const)('with %s: pictures are read all the same', async ([fault, expected]) => {
    await using bench = await open();
    bench.emulator.faults.set(fault, true);
    const output = await runPlan(bench, requestFor('imagine'));
    expect(output.pictures).toHaveLength(expected.pictures);
    expect(output.composite).toMatchObject({ url: expect.stringContaining('/grid.png') });
  });

  test('code 21 for what was asked for is an old task; for a step on the way it is none', async () => {
    await using bench = await open();
    bench.emulator.faults.set('made-before', true);
    const parent = await makeParent(bench, 3, PROMPT);
    const submit = (action: ActionName) =>
      bench.vendor.submit(submissionFor(requestFor(action, { parent, cell: 3, prompt: PROMPT })));
    expect(await submit('vary')).toMatchObject({ kind: 'accepted', isOld: true });
    const onTheWay = await submit('zoom-2x');
    expect(onTheWay.kind).toBe('accepted');
    expect(onTheWay).not.toHaveProperty('isOld');
    bench.emulator.faults.clear();
    expect(await submit('vary')).not.toHaveProperty('isOld');
  });

  test('the picture so far comes with the progress', async () => {
    await using bench = await open();
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine'))));
    bench.clock.advance(QUEUE_MS + JOB_MS / 2);
    expect(await bench.vendor.check(ticket)).toMatchObject({
      kind: 'running',
      percent: 50,
      preview: { url: expect.stringContaining('/preview.png') },
    });
  });

  test.for([
    ['describe', 4, 'a grey fox sitting'],
    ['shorten', 3, 'red fox, early fog'],
  ] as const)(
    '%s answers with %d suggestions, without their numbers',
    async ([action, count, first]) => {
      await using bench = await open();
      const request = requestFor(action, { imageUrls: ['https://pictures.example/1.png'] });
      const { suggestions = [] } = await runPlan(bench, request);
      expect(suggestions).toHaveLength(count);
      expect(suggestions[0]).toMatch(new RegExp(`^${first}`));
    },
  );

  test('a picture keeps its place where another is missing', () => {
    const { specification } = configure(mjproxy, 'http://127.0.0.1:9', '', fixture.environment);
    const ticket = { taskId: '1', root: '/mj', shape: 'grid', confirmed: false, version: null };
    const imageUrls = [0, 2, 3].map((place) => ({ url: `https://cdn.example/J/0_${place}.png` }));
    const json = { id: '1', status: 'SUCCESS', imageUrls };
    const reply = { status: 200, headers: {}, text: JSON.stringify(json), json };
    const outcome = specification.readCheck(reply, ticket);
    expect(outcome).toMatchObject({
      output: { pictures: [{ cell: 1 }, { cell: 3 }, { cell: 4 }] },
    });
  });

  test.for(['empty-fetch', 'task-forgotten', 'gateway-errors'])(
    'a task unknown by %s is asked about again',
    async (fault) => {
      await using bench = await open();
      const ticket = { taskId: '9', root: '/mj', shape: 'grid', confirmed: false, version: null };
      bench.emulator.faults.set(fault, true);
      expect(outcomeWords(await bench.vendor.check(ticket))).toBe('unreachable not-found');
    },
  );

  test.for([
    [{ failReason: '任务超时' }, 'failed timed-out'],
    [{ failReason: '取消任务' }, 'failed generation-failed'],
    [{ failReason: '检测到违禁词' }, 'failed moderated'],
    [{ failReason: '', status: 'CANCEL' }, 'failed generation-failed'],
  ])('%j is %s', ([fields, expected]) => {
    const { specification } = configure(mjproxy, 'http://127.0.0.1:9', '', fixture.environment);
    const ticket = { taskId: '1', root: '/mj', shape: 'grid', confirmed: false, version: null };
    const json = { id: '1', status: 'FAILURE', ...Object(fields) };
    const reply = { status: 200, headers: {}, text: JSON.stringify(json), json };
    expect(outcomeWords(specification.readCheck(reply, ticket) ?? { kind: 'null' })).toBe(expected);
  });
});

describe('refusals', () => {
  test.for([
    [3, undefined, 'refused unavailable'],
    [4, undefined, 'refused input-refused'],
    [4, 'Content may violate our policy', 'refused moderated'],
    [9, '提交失败，队列已满，请稍后重试', 'refused rate-limited'],
    [9, '提交失败', 'refused unavailable'],
    [9, '当前账号不支持编辑/重绘任务', 'refused action-unavailable'],
    [23, undefined, 'refused rate-limited'],
    [24, undefined, 'refused moderated'],
    [30, undefined, 'refused rate-limited'],
    [4, 'quota_not_enough', 'refused out-of-credit'],
  ] as const)('code %d (%s) in an HTTP 200: %s', async ([status, text, expected]) => {
    await using bench = await open();
    bench.emulator.faults.set('answer-code', { status, text });
    const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine')));
    expect(outcomeWords(outcome)).toBe(expected);
  });

  test('a parent that is gone: the action is unavailable', async () => {
    await using bench = await open();
    const parent = await makeParent(bench, 3);
    bench.emulator.faults.set('parent-gone', true);
    const outcome = await bench.vendor.submit(submissionFor(requestFor('reroll', { parent })));
    expect(outcomeWords(outcome)).toBe('refused action-unavailable');
  });

  test('a window nobody asked for (Remix is on) is refused: nothing was made or billed', async () => {
    await using bench = await open();
    const parent = await makeParent(bench, 3);
    bench.emulator.faults.set('remix', true);
    const outcome = await bench.vendor.submit(
      submissionFor(requestFor('vary', { parent, cell: 1 })),
    );
    expect(outcome).toMatchObject({
      kind: 'refused',
      failure: { detail: expect.stringContaining('Remix') },
    });
  });

  test('a button the result lacks is refused without a request', async () => {
    await using bench = await open();
    const prompt = 'a red fox --version 8.1';
    const parent: VendorParent = { ...(await makeParent(bench, 3, prompt)), action: 'upscale' };
    const request = requestFor('zoom-2x', { parent, prompt });
    await bench.vendor.submit(submissionFor(request));
    bench.clock.advance(QUEUE_MS + JOB_MS);
    const [solo] = bench.emulator.jobs().slice(-1);
    const ticket = { taskId: solo?.id ?? '', root: '/mj', shape: 'solo', confirmed: false };
    const { handle } = outputOf(await bench.vendor.check({ ...ticket, version: 'v8.1' }));
    const before = bench.emulator.requests.length;
    const outcome = await bench.vendor.submit(
      submissionFor(request, { stepIndex: 1, previous: [handle] }),
    );
    expect(outcomeWords(outcome)).toBe('refused action-unavailable');
    expect(bench.emulator.requests).toHaveLength(before);
  });
});

describe('a lost answer', () => {
  const lose = async (bench: VendorBench, request: VendorRequest, more = {}) => {
    bench.emulator.faults.set('lose-answer', { times: 1 });
    const submission = submissionFor(request, more);
    expect((await bench.vendor.submit(submission)).kind).toBe('lost');
    return submission;
  };

  test('is found by our reference, and its ticket is as good as the first', async () => {
    await using bench = await open();
    await makeParent(bench, 1);
    const submission = await lose(bench, requestFor('imagine'));
    const [, lost] = bench.emulator.jobs();
    const later = { idempotencyKey: 'another key' };
    await bench.vendor.submit(submissionFor(requestFor('imagine'), later));
    const found = await bench.vendor.find?.(submission);
    expect(found).toMatchObject({ kind: 'found', ticket: { taskId: lost?.id } });
    bench.clock.advance(QUEUE_MS + JOB_MS);
    const ticket = found?.kind === 'found' ? throughJson(found.ticket) : null;
    expect(outputOf(await bench.vendor.check(ticket)).pictures).toHaveLength(4);
    for (const { body } of bench.emulator.requests) {
      expect(body).not.toContain(submission.idempotencyKey);
    }
  });

  test('is absent where it never arrived, unknown where there is no list', async () => {
    await using bench = await open();
    const submission = submissionFor(requestFor('imagine'));
    expect(await bench.vendor.find?.(submission)).toEqual({ kind: 'absent' });
    bench.emulator.faults.set('no-list', true);
    expect(await bench.vendor.find?.(submission)).toEqual({ kind: 'unknown' });
  });

  test('to a window is found by the window, once that is no longer open', async () => {
    await using bench = await open();
    const parent = await soloOf(bench, PROMPT);
    const request = requestFor('zoom-custom', { parent, prompt: `${PROMPT} --zoom 2` });
    const previous: VendorParent['handle'][] = [];
    for (const stepIndex of [0, 1]) {
      const submission = submissionFor(request, { stepIndex, previous: [...previous] });
      const ticket = ticketOf(await bench.vendor.submit(submission));
      bench.clock.advance(QUEUE_MS + JOB_MS);
      previous.push(throughJson(outputOf(await bench.vendor.check(ticket)).handle));
    }
    const answer = submissionFor(request, { stepIndex: 2, previous });
    expect(await bench.vendor.find?.(answer)).toEqual({ kind: 'absent' });
    await lose(bench, request, { stepIndex: 2, previous });
    expect(await bench.vendor.find?.(answer)).toMatchObject({
      kind: 'found',
      ticket: { confirmed: true },
    });
  });

  test('is also found by the task a delivery names', async () => {
    await using bench = await open();
    const submission = await lose(bench, requestFor('imagine'));
    const [task] = bench.emulator.jobs();
    const ticket = bench.vendor.webhook?.ticketOf?.(task?.id ?? '', submission) ?? null;
    expect(await bench.vendor.check(ticket)).toMatchObject({ kind: 'running' });
  });
});

describe('servers of the original kind', () => {
  test('vary and reroll by name, and offer nothing else', async () => {
    await using bench = await open({ MJPROXY_FLAVOUR: 'original' });
    bench.emulator.faults.set('original', true);
    const parent = await makeParent(bench, 3);
    expect(bench.vendor.allowedActions(parent.handle)).toEqual(['vary', 'reroll']);
    expect(Object.keys(bench.vendor.capabilities.actions)).not.toContain('zoom-2x');
    await runPlan(bench, requestFor('vary', { parent, cell: 3 }));
    await runPlan(bench, requestFor('reroll', { parent }));
    expect(postsOf(bench, 1).map(({ path, body }) => [path, body.action, body.index])).toEqual([
      ['change', 'VARIATION', 3],
      ['change', 'REROLL', 1],
    ]);
  });
});

describe('a result allows', () => {
  const allowed = async (bench: VendorBench, prompt: string) => {
    const { handle } = await makeParent(bench, 3, prompt);
    return bench.vendor.allowedActions(handle);
  };

  test('what its version has after a U', async () => {
    await using bench = await open();
    const [six, eight] = [
      await allowed(bench, 'a fox --version 6.1'),
      await allowed(bench, 'a fox --version 8.1'),
    ];
    expect(six).toEqual(expect.arrayContaining(['zoom-2x', 'pan-up', 'upscale-subtle', 'vary']));
    expect(six).not.toContain('upscale-2x');
    expect(eight).toEqual(expect.arrayContaining(['vary', 'vary-region', 'reroll']));
    expect(eight).not.toContain('zoom-2x');
  });

  test('what the accounts’ version has, where the prompt names none', async () => {
    await using old = await open({ MJPROXY_VERSION: 'v5.2' });
    expect(await allowed(old, 'a fox')).toContain('upscale-4x');
    await using usual = await open({ MJPROXY_VERSION: '' });
    expect(await allowed(usual, 'a fox')).not.toContain('upscale-4x');
  });
});

describe('many tickets in one call', () => {
  test('each gets its own outcome, whatever the order; what is absent gets none', async () => {
    await using bench = await open();
    const tickets = [];
    for (const prompt of ['one', 'two']) {
      const submission = submissionFor(requestFor('imagine', { prompt }));
      tickets.push(ticketOf(await bench.vendor.submit(submission)));
    }
    const { checkMany } = bench.configured.specification;
    const asked = [...tickets, { ...Object(tickets[0]), taskId: '9' }];
    const request = checkMany?.request(asked);
    const answer = await fetch(`${bench.emulator.baseUrl}${request?.path}`, {
      method: 'POST',
      headers: { 'mj-api-secret': bench.emulator.apiKey },
      body: JSON.stringify(request?.json),
    });
    const text = await answer.text();
    const reply = { status: 200, headers: {}, text, json: JSON.parse(text) };
    const outcomes = checkMany?.read(reply, asked) ?? [];
    expect(outcomes.map((outcome) => outcome?.kind ?? null)).toEqual(['running', 'running', null]);
  });
});

describe('settings', () => {
  test('the base URL alone turns it on; without a key no header is sent', () => {
    const absent = mjproxy.configure({ MJPROXY_API_KEY: 'key' });
    expect(absent).toEqual({ kind: 'absent', missing: 'MJPROXY_BASE_URL' });
    const configuration = mjproxy.configure({ MJPROXY_BASE_URL: 'http://127.0.0.1:8080' });
    expect(configuration).toMatchObject({ vendor: { specification: { authorization: {} } } });
  });

  test('a wrong speed or version names its variable', () => {
    const environment = { MJPROXY_BASE_URL: 'http://127.0.0.1:8080' };
    expect(mjproxy.configure({ ...environment, MJPROXY_SPEEDS: 'fast,rapid' })).toMatchObject({
      problems: [{ variable: 'MJPROXY_SPEEDS' }],
    });
    expect(mjproxy.configure({ ...environment, MJPROXY_VERSION: '99' })).toMatchObject({
      problems: [{ variable: 'MJPROXY_VERSION' }],
    });
  });

  test('the key goes in one header only: raw by default, as a bearer where wanted', async () => {
    await using bench = await open();
    bench.emulator.faults.set('raw-authorization', true);
    expect((await bench.vendor.submit(submissionFor(requestFor('imagine')))).kind).toBe('accepted');
    await using bearer = await open({ MJPROXY_AUTH: 'bearer' });
    expect((await bearer.vendor.submit(submissionFor(requestFor('imagine')))).kind).toBe(
      'accepted',
    );
    expect(bearer.emulator.requests[0]?.headers).not.toHaveProperty('mj-api-secret');
    bearer.emulator.faults.set('raw-authorization', true);
    const outcome = await bearer.vendor.submit(submissionFor(requestFor('imagine')));
    expect(outcomeWords(outcome)).toBe('refused unauthorized');
  });

  test('a speed is a prefix, in the submit and in every look at it', async () => {
    await using bench = await open();
    const submission = submissionFor(requestFor('imagine', { speed: 'turbo' }));
    await bench.vendor.check(ticketOf(await bench.vendor.submit(submission)));
    expect(bench.emulator.requests.map(({ path }) => path.slice(0, 13))).toEqual([
      '/mj-turbo/mj/',
      '/mj-turbo/mj/',
    ]);
    await using plain = await open({ MJPROXY_SPEEDS: '' });
    await plain.vendor.submit(submission);
    expect(plain.emulator.requests[0]?.path).toBe('/mj/submit/imagine');
    expect(plain.vendor.capabilities.speeds).toEqual(['fast']);
  });
});

test('a delivery of mere progress is not final, even after the end', async () => {
  await using bench = await open();
  bench.emulator.faults.set('late-progress', true);
  const finals: (boolean | null)[] = [];
  bench.emulator.events.listen((event) => {
    if (event.kind !== 'delivered') return;
    const { headers, body } = event.delivery;
    const verdict = bench.vendor.webhook?.verify({ headers, rawBody: Buffer.from(body) });
    finals.push(verdict?.kind === 'genuine' ? verdict.final : null);
  });
  await bench.vendor.submit(submissionFor(requestFor('imagine')));
  bench.clock.advance(QUEUE_MS + JOB_MS);
  await bench.emulator.events.until(() => finals.length >= 4, { what: 'four deliveries' });
  expect(finals.toSorted()).toEqual([false, false, false, true]);
});

describe('remix', () => {
  const remixing = () => openBench(mjproxy, { ...fixture.environment, MJPROXY_REMIX: 'true' });
  const OTHER = 'a heron --ar 3:2 --stylize 250';
  const sent = ({ emulator }: VendorBench) =>
    emulator.requests
      .filter(({ operation }) => operation === 'submit')
      .map(({ path, body }) => [path, JSON.parse(body)] as const);

  test.for([
    ['vary', 2, '::variation::2::', { strong: true }],
    ['reroll', null, '::reroll::', {}],
  ] as const)(
    '%s by other words opens a window and answers it',
    async ([action, cell, id, more]) => {
      await using bench = await remixing();
      const parent = await makeParent(bench, 2);
      const request = requestFor(action, { parent, cell, prompt: OTHER });
      expect(stepCount(bench.vendor, request)).toBe(2);
      expect((await runPlan(bench, request)).pictures).toHaveLength(4);
      const [pressed, answered] = sent(bench).slice(-2);
      expect(pressed?.[1]).toMatchObject({
        customId: expect.stringContaining(id),
        enableRemix: true,
        ...more,
      });
      expect(answered?.[0]).toMatch(/\/submit\/modal$/);
      expect(answered?.[1]).toMatchObject({ prompt: OTHER });
    },
  );

  test('the parent’s own words are pressed as ever, a pan’s new ratio among them', async () => {
    await using bench = await remixing();
    const parent = await makeParent(bench, 2);
    const same = requestFor('vary', { parent, cell: 1 });
    const panned = requestFor('pan-left', { parent, prompt: same.prompt.replace('3:2', '9:4') });
    expect(stepCount(bench.vendor, same)).toBe(1);
    expect(stepCount(bench.vendor, panned)).toBe(2);
    await runPlan(bench, same);
    expect(sent(bench).at(-1)?.[1]).not.toHaveProperty('enableRemix');
  });

  test('a gateway that drops the wish makes a job that fails, and says why', async () => {
    await using bench = await remixing();
    const parent = await makeParent(bench, 2);
    bench.emulator.faults.set('drops-wishes', true);
    const request = requestFor('vary', { parent, cell: 1, prompt: OTHER });
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(request)));
    bench.clock.advance(QUEUE_MS + JOB_MS);
    expect(await bench.vendor.check(ticket)).toMatchObject({
      kind: 'failed',
      failure: { detail: expect.stringContaining('without waiting') },
    });
  });

  test('is offered only where the operator says that the server knows it', async () => {
    const { specification } = configure(mjproxy, 'http://127.0.0.1:9', '', {
      MJPROXY_REMIX: 'false',
    });
    expect(specification.capabilities.actions.vary).not.toHaveProperty('rewrites');
  });
});

describe('a server that is not what it should be', () => {
  const specification = (baseUrl = 'https://proxy.example/root') =>
    configure(mjproxy, baseUrl, 'key', fixture.environment).specification;
  const reply = (status: number, text: string) => {
    const isJson = text.startsWith('{');
    return { status, headers: {}, text, json: isJson ? JSON.parse(text) : undefined };
  };
  const ticket = { taskId: '1', root: '/mj', shape: 'grid', confirmed: false, version: null };

  test.for([
    ['http://localhost:8080/mj/1_0.png', 'https://proxy.example/mj/1_0.png'],
    ['http://127.0.0.1/1_0.png?x=1', 'https://proxy.example/1_0.png?x=1'],
    ['https://cdn.example/1_0.png', 'https://cdn.example/1_0.png'],
    ['https://localhost.example/1_0.png', 'https://localhost.example/1_0.png'],
  ] as const)('its picture %s is fetched as %s', ([imageUrl, url]) => {
    const told = JSON.stringify({ id: '1', status: 'SUCCESS', imageUrl, imageUrls: [] });
    expect(specification().readCheck(reply(200, told), ticket)).toMatchObject({
      kind: 'finished',
      output: { composite: { url } },
    });
  });

  test.for([403, 404, 405])('a web page as the answer, %d, is certainly no job', (status) => {
    const { readError, failures } = specification();
    const error = readError(reply(status, '<!DOCTYPE html><html><title>new-api</title></html>'));
    expect(error?.detail).toContain('MJPROXY_BASE_URL');
    expect(failures?.submit?.[error?.code ?? '']).toEqual({
      outcome: 'refused',
      kind: 'unavailable',
    });
  });

  test.for([200, 502, 504])('a web page with %d says nothing about the job', (status) => {
    const page = '<html><h1>504 Gateway Time-out</h1></html>';
    expect(specification().readError(reply(status, page))).toBeNull();
  });

  test.for(['Pending moderation', 'You have been temporarily blocked', '账号被禁止', '账号已禁用'])(
    '%s is about its account, not about the prompt',
    (words) => {
      const { readCheck, readError, failures } = specification();
      const task = JSON.stringify({ id: '1', status: 'FAILURE', failReason: words });
      expect(readCheck(reply(200, task), ticket)).toMatchObject({
        kind: 'failed',
        failure: { kind: 'unauthorized' },
      });
      const refusal = JSON.stringify({ code: 24, description: words });
      const error = readError(reply(200, refusal));
      expect(failures?.submit?.[error?.code ?? '']?.kind).toBe('unauthorized');
    },
  );
});
