import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import type { VendorParent, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import apiframe from '#vendors/specs/apiframe/apiframe.ts';

const API_KEY = 'afk_0123456789';
const configuration = apiframe.configure({ APIFRAME_API_KEY: API_KEY });
if (configuration.kind !== 'configured') throw new Error('Apiframe cannot be configured');
const { specification } = configuration.vendor;

const handle = (more: { readonly [field: string]: Json } = {}): Json => ({
  jobId: 'grid-1',
  shape: 'grid',
  again: 'prompt',
  pictures: [{ cell: 3, url: 'https://cdn.example/3.png' }],
  ...more,
});

const parentOf = (more: { readonly [field: string]: Json } = {}): VendorParent => ({
  action: 'imagine',
  cell: 3,
  prompt: 'a red fox --ar 3:2',
  handle: handle(more),
});

function submission(
  action: ActionName,
  more: Partial<VendorRequest> = {},
  step: Partial<VendorSubmission> = {},
): VendorSubmission {
  const request = { action, cell: null, prompt: 'a red fox --ar 3:2', speed: 'fast' } as const;
  return {
    request: { ...request, parent: parentOf(), mask: null, ...more },
    stepIndex: 0,
    previous: [],
    idempotencyKey: 'key-1',
    webhookUrl: null,
    ...step,
  };
}

function sentBy(asked: VendorSubmission): unknown {
  const planned = specification.submit(asked);
  return planned.kind === 'request' ? planned.request.json : planned;
}

const upsampled = { previous: [{ jobId: 'solo-1', shape: 'solo', again: {}, pictures: [] }] };

describe('requests', () => {
  const image = { model: 'midjourney', prompt: 'a red fox' };
  const ratio = { midjourneyParams: { aspect_ratio: '3:2' } };
  const again = { action: 'variation', parentJobId: 'root-1', index: 2 };
  const mask = new Uint8Array([1, 2, 3]);
  test.for([
    ['imagine with its ratio in its field', submission('imagine'), { ...image, ...ratio }],
    ['imagine without a ratio', submission('imagine', { prompt: 'a red fox' }), image],
    [
      'imagine with the parameters that are Midjourney’s and without those that are ours',
      submission('imagine', { prompt: 'a red fox --s 250 --fast --stealth --repeat 2 --v 7' }),
      { ...image, prompt: 'a red fox --stylize 250 --version 7' },
    ],
    [
      'imagine with pictures at its head',
      submission('imagine', { prompt: 'https://a.example/1.png a red fox' }),
      { ...image, prompt: 'https://a.example/1.png a red fox' },
    ],
    ['reroll of a prompt', submission('reroll'), { ...image, ...ratio }],
    [
      'reroll of a prompt that was changed',
      submission('reroll', { prompt: 'a blue fox' }),
      { ...image, prompt: 'a blue fox' },
    ],
    ['reroll of a variation', submission('reroll', { parent: parentOf({ again }) }), again],
    [
      'vary',
      submission('vary', { cell: 4 }),
      { action: 'variation', parentJobId: 'grid-1', index: 4 },
    ],
    [
      'zoom, step 0',
      submission('zoom-2x'),
      { action: 'upsample', parentJobId: 'grid-1', index: 3 },
    ],
    [
      'zoom, step 1',
      submission('zoom-2x', {}, { stepIndex: 1, ...upsampled }),
      { action: 'outpaint', parentJobId: 'solo-1', zoomRatio: 2 },
    ],
    [
      'zoom of a picture that was upsampled before',
      submission('zoom-1.5x', { parent: parentOf({ shape: 'solo', jobId: 'solo-0' }) }),
      { action: 'outpaint', parentJobId: 'solo-0', zoomRatio: 1.5 },
    ],
    [
      'region, step 1',
      submission(
        'vary-region',
        { mask, prompt: 'a red scarf --ar 3:2' },
        { stepIndex: 1, ...upsampled },
      ),
      { action: 'inpaint', parentJobId: 'solo-1', mask: 'AQID', prompt: 'a red scarf' },
    ],
    [
      'region without words',
      submission('vary-region', { mask, prompt: '' }, { stepIndex: 1, ...upsampled }),
      { action: 'inpaint', parentJobId: 'solo-1', mask: 'AQID' },
    ],
    [
      'animate',
      submission('animate-high'),
      {
        model: 'midjourney-video',
        prompt: 'a red fox',
        midjourneyVideoParams: {
          start_image: 'https://cdn.example/3.png',
          motion: 'high',
          resolution: 'sd',
        },
      },
    ],
  ] as const)('%s', ([, asked, body]) => {
    expect(sentBy(asked)).toEqual(body);
  });

  test.for([
    ['https://bot.example/hook', true],
    ['http://127.0.0.1:8080/hook', true],
    ['http://bot.example/hook', false],
    [null, false],
  ] as const)('a webhook to %s is asked for: %s', ([webhookUrl, isAsked]) => {
    const body = sentBy(submission('imagine', {}, { webhookUrl }));
    const fields = { webhookUrl, webhookEvents: ['completed', 'failed'] };
    if (isAsked) expect(body).toMatchObject(fields);
    else expect(body).not.toHaveProperty('webhookUrl');
  });

  test('the idempotency key is a header', () => {
    expect(specification.submit(submission('imagine'))).toMatchObject({
      request: { headers: { 'Idempotency-Key': 'key-1' } },
    });
  });

  test('what cannot be made again is neither offered nor asked', () => {
    expect(specification.allowedActions?.(handle())).toBeNull();
    const never = handle({ again: 'never' });
    expect(specification.allowedActions?.(never)).not.toContain('reroll');
    expect(specification.allowedActions?.(never)).toContain('vary');
    const asked = submission('reroll', { parent: parentOf({ again: 'never' }) });
    expect(sentBy(asked)).toMatchObject({ kind: 'refused' });
  });
});

describe('replies', () => {
  const reply = (json: unknown, status = 200) => ({ status, headers: {}, text: '', json });
  const ticket = (shape: string): Json => ({ jobId: 'j', shape, again: 'prompt' });
  const done = (result: unknown, more = {}) => reply({ status: 'COMPLETED', result, ...more });
  const url = (name: string) => `https://cdn.example/${name}`;
  const read = (json: ReturnType<typeof reply>, shape = 'grid') =>
    specification.readCheck(json, ticket(shape));
  const cellsOf = (outcome: ReturnType<typeof read>) =>
    outcome?.kind === 'finished' ? outcome.output.pictures.map(({ cell }) => cell) : outcome?.kind;

  test.for([
    ['one without its second', ['j-1.png', 'j-3.png', 'j-4.png'], [1, 3, 4]],
    ['names that tell nothing', ['a.png', 'b.png'], [1, 2]],
    ['names that tell the same twice', ['j-2.png', 'x-2.png'], [1, 2]],
    ['a fifth picture', ['a', 'b', 'c', 'd', 'e'], [1, 2, 3, 4]],
  ] as const)('pictures are put in their cells: %s', ([, names, cells]) => {
    expect(cellsOf(read(done({ images: names.map(url), gridUrl: null })))).toEqual(cells);
  });

  test('a bare address is the composite of a grid, and the picture of a solo', () => {
    expect(read(done(url('g.png')))).toMatchObject({
      output: { pictures: [], composite: { url: url('g.png') } },
    });
    expect(read(done(url('s.png')), 'solo')).toMatchObject({
      output: { pictures: [{ cell: 1 }], composite: null },
    });
  });

  test.for([
    ['no result yet', done(null), 'running'],
    ['no result any more', done(null, { expired: true }), 'failed'],
    ['a state nobody documented', reply({ status: 'PAUSED', progress: 7 }), 'running'],
    ['nulls everywhere', reply({ status: 'PROCESSING', progress: null, error: null }), 'running'],
    ['progress that is no number', reply({ status: 'PROCESSING', progress: 'half' }), 'running'],
    ['cancelled', reply({ status: 'CANCELLED' }), 'failed'],
    ['pictures that are no addresses', done({ images: [null, 'javascript:1'] }), 'running'],
    ['an array', reply([]), undefined],
    ['nothing', reply(undefined), undefined],
  ] as const)('%s', ([, json, kind]) => {
    expect(read(json)?.kind).toBe(kind);
  });

  test('errors tell the fields or the credits, and a 400 without fields is about the parent', () => {
    const readError = specification.readError;
    expect(readError(reply({ error: 'E', details: { 'a.b': ['x'] } }, 400))).toEqual({
      code: '400',
      detail: 'E: a.b',
    });
    expect(readError(reply({ error: 'E' }, 400))?.code).toBe('parent');
    expect(
      readError(reply({ error: 'E', creditsRequired: 16, creditsAvailable: 3 }, 402))?.detail,
    ).toBe('E (needs 16, has 3)');
    expect(readError(reply({ error: { message: 'x' } }, 500))).toBeNull();
    expect(readError(reply({ error: null }, 200))).toBeNull();
  });

  test.for([
    [{ team: { credits: 412 } }, { amount: 412, unit: 'credits' }],
    [{ team: null }, null],
    ['x', null],
  ] as const)('balance of %j is %j', ([json, expected]) => {
    expect(specification.balance?.read(reply(json))).toEqual(expected);
  });
});

describe('webhook', () => {
  const rawBody = Buffer.from('{"event":"completed","jobId":"j-1","status":"COMPLETED"}');
  const digest = createHash('sha256').update(API_KEY).digest();
  const sign = (key: string | Buffer) => createHmac('sha256', key).update(rawBody).digest('hex');
  const verify = (signature: string | undefined, body: Uint8Array = rawBody) =>
    specification.webhook?.verify({
      headers: signature === undefined ? {} : { 'x-webhook-signature': signature },
      rawBody: body,
    });

  test.for([
    ['the digest’s bytes', `sha256=${sign(digest)}`, 'genuine'],
    ['the digest’s bytes without prefix', sign(digest), 'genuine'],
    ['the digest’s text', `sha256=${sign(digest.toString('hex'))}`, 'genuine'],
    ['the key itself', `sha256=${sign(API_KEY)}`, 'forged'],
    ['nothing', undefined, 'forged'],
    ['an empty header', 'sha256=', 'forged'],
  ] as const)('signed with %s is %s', ([, signature, kind]) => {
    expect(verify(signature)?.kind).toBe(kind);
  });

  test('one changed byte is a forgery', () => {
    expect(verify(sign(digest), Buffer.from(`${rawBody} `))?.kind).toBe('forged');
  });

  test('names the task, and tells progress from an end', () => {
    expect(verify(sign(digest))).toEqual({ kind: 'genuine', task: 'j-1', final: true });
  });
});
