import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import type { VendorParent, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import midapi from '#vendors/specs/midapi/midapi.ts';

function specificationWith(environment: Readonly<Record<string, string>> = {}) {
  const configuration = midapi.configure({
    MIDAPI_API_KEY: 'key',
    MIDAPI_UPSCALE: 'true',
    ...environment,
  });
  if (configuration.kind !== 'configured') throw new Error('MidAPI cannot be configured');
  return configuration.vendor.specification;
}

const specification = specificationWith();

const parentOf = (more: { readonly [field: string]: Json } = {}): VendorParent => ({
  action: 'imagine',
  cell: 3,
  prompt: 'a red fox',
  handle: {
    taskId: 'task-1',
    shape: 'grid',
    again: 'prompt',
    pictures: [{ cell: 3, url: 'https://files.example/a_0_2.jpeg' }],
    ...more,
  },
});

const submission = (
  action: ActionName,
  more: Partial<VendorRequest> = {},
  webhookUrl: string | null = null,
): VendorSubmission => ({
  request: {
    action,
    cell: null,
    prompt: 'a red fox',
    speed: 'fast',
    parent: parentOf(),
    mask: null,
    ...more,
  },
  stepIndex: 0,
  previous: [],
  idempotencyKey: 'key-1',
  webhookUrl,
});

function sentBy(asked: VendorSubmission, by = specification) {
  const planned = by.submit(asked);
  return planned.kind === 'request' ? planned.request : planned;
}

describe('requests', () => {
  const image = { taskType: 'mj_txt2img', prompt: 'a red fox', speed: 'fast' };
  test.for([
    ['a plain prompt', 'a red fox', image],
    ['a listed ratio in its field', 'a red fox --ar 16:9', { ...image, aspectRatio: '16:9' }],
    [
      'a ratio that reduces to a listed one',
      'a red fox --ar 1024:1024',
      { ...image, aspectRatio: '1:1' },
    ],
    ['a listed version in its field', 'a red fox --v 6.1', { ...image, version: '6.1' }],
    ['a niji in the same field', 'a red fox --niji 6', { ...image, version: 'niji6' }],
    [
      'any other version as a flag',
      'a red fox --niji 5',
      { ...image, prompt: 'a red fox --niji 5' },
    ],
    [
      'what has a field as a number',
      'a red fox --s 250 --chaos 15 --weird 70',
      { ...image, stylization: 250, variety: 15, weirdness: 70 },
    ],
    [
      'what has none in the words',
      'a red fox --seed 7 --no cat, dog --raw',
      { ...image, prompt: 'a red fox --seed 7 --no cat, dog --raw' },
    ],
    [
      'pictures at the head as files',
      'https://a.example/1.png https://a.example/2.png a red fox --iw 2',
      {
        ...image,
        taskType: 'mj_img2img',
        prompt: 'a red fox --iw 2',
        fileUrls: ['https://a.example/1.png', 'https://a.example/2.png'],
      },
    ],
  ] as const)('imagine with %s', ([, prompt, json]) => {
    expect(sentBy(submission('imagine', { prompt }))).toMatchObject({
      path: '/api/v1/mj/generate',
      json,
    });
  });

  test('pictures without words are refused, because the vendor wants words', () => {
    const prompt = 'https://a.example/1.png';
    expect(sentBy(submission('imagine', { prompt }))).toMatchObject({
      failure: { kind: 'input-refused' },
    });
  });

  test.for([
    ['relax', 'relaxed'],
    ['fast', 'fast'],
    ['turbo', 'turbo'],
  ] as const)('%s is spelled %s', ([speed, spelled]) => {
    expect(sentBy(submission('imagine', { speed }))).toMatchObject({ json: { speed: spelled } });
  });

  const again = { taskId: 'root', imageIndex: 1 };
  test.for([
    ['vary', submission('vary', { cell: 1 }), 'generateVary', { taskId: 'task-1', imageIndex: 0 }],
    [
      'upscale of a solo',
      submission('upscale-subtle'),
      'generateUpscale',
      { taskId: 'task-1', imageIndex: 2 },
    ],
    ['reroll of a prompt', submission('reroll'), 'generate', image],
    [
      'reroll of a variation',
      submission('reroll', { parent: parentOf({ again }) }),
      'generateVary',
      again,
    ],
    [
      'animate',
      submission('animate-low'),
      'generate',
      {
        taskType: 'mj_video',
        prompt: 'a red fox',
        fileUrls: ['https://files.example/a_0_2.jpeg'],
        motion: 'low',
        videoBatchSize: 4,
      },
    ],
    [
      'animate, as many as the prompt says',
      submission('animate-high', { prompt: 'it runs --bs 2' }),
      'generate',
      { prompt: 'it runs', motion: 'high', videoBatchSize: 2 },
    ],
    [
      'extend of unchanged words, which goes on by itself',
      submission('extend-low', { parent: parentOf({ shape: 'videos' }) }),
      'generateVideoExtend',
      { taskId: 'task-1', taskType: 'mj_video_extend_auto', index: 2 },
    ],
    [
      'extend by other words',
      submission('extend-low', { parent: parentOf({ shape: 'videos' }), prompt: 'it runs' }),
      'generateVideoExtend',
      { taskId: 'task-1', taskType: 'mj_video_extend_manual', index: 2, prompt: 'it runs' },
    ],
  ] as const)('%s', ([, asked, route, json]) => {
    expect(sentBy(asked)).toMatchObject({ path: `/api/v1/mj/${route}`, json });
  });

  test('an extension that goes on by itself has no words', () => {
    const asked = submission('extend-low', { parent: parentOf({ shape: 'videos' }) });
    expect(JSON.stringify(sentBy(asked))).not.toContain('prompt');
  });

  test.for([
    ['a picture', 'grid'],
    ['an extension', 'extended'],
  ] as const)('%s cannot be extended', ([, shape]) => {
    const asked = submission('extend-low', { parent: parentOf({ shape }) });
    expect(sentBy(asked)).toMatchObject({ failure: { kind: 'action-unavailable' } });
  });

  test('one Animate makes as many videos as the operator says', () => {
    const two = specificationWith({ MIDAPI_VIDEOS: '2' });
    expect(sentBy(submission('animate-low'), two)).toMatchObject({ json: { videoBatchSize: 2 } });
  });

  test('videos are not offered where the operator is worried about their price', () => {
    const { actions } = specificationWith({ MIDAPI_VIDEO: 'false' }).capabilities;
    expect(Object.keys(actions).filter((name) => /animate|extend/.test(name))).toEqual([]);
    expect(Object.keys(specification.capabilities.actions)).toEqual(
      expect.arrayContaining(['animate-high', 'animate-low', 'extend-low']),
    );
  });

  test('V1-V4 count from 1 where the operator says so, and a reroll of them keeps to it', () => {
    const fromOne = specificationWith({ MIDAPI_VARY_INDEX_BASE: '1' });
    expect(sentBy(submission('vary', { cell: 4 }), fromOne)).toMatchObject({
      json: { imageIndex: 4 },
    });
    const parent = parentOf({ again: { taskId: 'root', imageIndex: 4 } });
    expect(sentBy(submission('reroll', { parent }), fromOne)).toMatchObject({
      json: { taskId: 'root', imageIndex: 4 },
    });
    expect(sentBy(submission('upscale-subtle'), fromOne)).toMatchObject({
      json: { imageIndex: 2 },
    });
  });

  test('the webhook has a capital B, and is left out where there is none', () => {
    const asked = sentBy(submission('imagine', {}, 'https://bot.example/h'));
    expect(asked).toMatchObject({ json: { callBackUrl: 'https://bot.example/h' } });
    expect(JSON.stringify(sentBy(submission('imagine')))).not.toContain('callBack');
  });
});

describe('replies', () => {
  const reply = (json: unknown, status = 200) => ({ status, headers: {}, text: '', json });
  const record = (data: unknown) => reply({ code: 200, msg: 'success', data });
  const read = (data: unknown) =>
    specification.readCheck(record(data), { taskId: 't', shape: 'grid', again: 'prompt' });
  const link = (name: string) => `https://files.example/v/${name}.jpeg`;

  test.for([
    [
      'objects',
      { resultUrls: [{ resultUrl: link('a_0_0') }, { resultUrl: link('a_0_1') }] },
      [1, 2],
    ],
    ['text', JSON.stringify({ resultUrls: [{ resultUrl: link('a_0_0') }] }), [1]],
    ['plain links', { resultUrls: [link('a_0_1'), link('a_0_3')] }, [2, 4]],
    ['names that tell nothing', { resultUrls: [link('a'), link('b')] }, [1, 2]],
  ] as const)('links as %s', ([, resultInfoJson, cells]) => {
    const outcome = read({ successFlag: 1, resultInfoJson });
    const found = outcome?.kind === 'finished' ? outcome.output.pictures : [];
    expect(found.map(({ cell }) => cell)).toEqual(cells);
  });

  const FOUR = ['a_0_0', 'a_0_1', 'a_0_2', 'a_0_3'];
  test.for([
    ['the grid before them', ['a_grid', ...FOUR], FOUR],
    ['the grid behind them', [...FOUR, 'a_grid'], FOUR],
    ['a fifth by name', [...FOUR, 'a_0_4'], FOUR],
    ['five without a place', ['a', 'b', 'c', 'd', 'e'], ['a', 'b', 'c', 'd']],
  ] as const)('four pictures with %s are four', ([, names, expected]) => {
    const outcome = read({ successFlag: 1, resultUrls: names.map(link) });
    const found = outcome?.kind === 'finished' ? outcome.output.pictures : [];
    expect(found).toEqual(
      expected.map((name, place) => ({
        cell: place + 1,
        source: { kind: 'url', url: link(name) },
      })),
    );
  });

  const links = { resultUrls: [link('a_0_0')] };
  test.for([
    ['generating', { successFlag: 0 }, 'running'],
    ['no record yet', null, 'running'],
    ['success without links', { successFlag: 1, resultInfoJson: null }, 'running'],
    ['text that is no JSON', { successFlag: 1, resultInfoJson: '{"resultUrls":' }, 'running'],
    ['links in a callback’s place', { successFlag: 1, resultUrls: links.resultUrls }, 'finished'],
    ['failed, but with links', { successFlag: 2, resultInfoJson: links }, 'finished'],
    ['failed after creation', { successFlag: 3, resultInfoJson: links }, 'failed'],
    ['failed', { successFlag: 2, errorCode: 500, errorMessage: null }, 'failed'],
    ['a flag nobody documented', { successFlag: 9 }, 'running'],
  ] as const)('%s is %s', ([, data, kind]) => {
    expect(read(data)?.kind).toBe(kind);
  });

  test.for([
    [{ code: 400, msg: 'Bad request' }, '400'],
    [{ code: 400, msg: 'Violates the content policy' }, 'judged'],
    [{ code: 402, msg: null }, '402'],
    [{ code: 200, msg: 'success' }, null],
    ['<html>', null],
  ] as const)('%j is read as code %s', ([json, code]) => {
    expect(specification.readError(reply(json))?.code ?? null).toBe(code);
  });

  test.for([
    [reply({ code: 200, msg: 'success', data: 123.5 }), { amount: 123.5, unit: 'credits' }],
    [reply({ code: 404, msg: 'Not found', data: null }), null],
  ] as const)('balance of %j is %j', ([given, expected]) => {
    expect(specification.balance?.read(given)).toEqual(expected);
  });
});

describe('webhook', () => {
  const body = (data: unknown, code = 200) => Buffer.from(JSON.stringify({ code, msg: '', data }));
  const done = body({ taskId: 'task-1', resultUrls: ['https://files.example/a.jpeg'] });
  const verify = (rawBody: Uint8Array, headers = {}, by = specification) =>
    by.webhook?.verify({ rawBody, headers });

  test.for([
    ['a result', done, true],
    ['a failure', body({ taskId: 'task-1', resultUrls: [] }, 500), true],
    ['a sign of life', body({ taskId: 'task-1', promptJson: '{}' }), false],
    ['the other spelling', body({ task_id: 'task-1' }, 501), true],
    ['a record', body({ taskId: 'task-1', successFlag: 1 }), true],
  ] as const)('%s is genuine, final: %s', ([, rawBody, final]) => {
    expect(verify(rawBody)).toEqual({ kind: 'genuine', task: 'task-1', final });
  });

  test.for(['', 'not json', '[]', '{"data":7}'])('"%s" is no delivery', (text) => {
    expect(verify(Buffer.from(text))?.kind).toBe('unreadable');
  });

  test('is signed where a key is set', () => {
    const signing = specificationWith({ MIDAPI_WEBHOOK_KEY: 'webhook-key' });
    const sign = (text: string) =>
      createHmac('sha256', 'webhook-key').update(text).digest('base64');
    const headers = (signature: string) => ({
      'x-webhook-timestamp': '1763632800',
      'x-webhook-signature': signature,
    });
    expect(verify(done, headers(sign('task-1.1763632800')), signing)?.kind).toBe('genuine');
    expect(verify(done, headers(sign('task-2.1763632800')), signing)?.kind).toBe('forged');
    expect(verify(done, {}, signing)?.kind).toBe('forged');
  });
});
