/** Ace's errors, records and deliveries, in every shape that its pages and clients show. */
import { describe, expect, test } from 'vitest';
import { failureRule, SUBMIT_FAILURES } from '#vendors/failures.ts';
import { acedataWebhook } from '#vendors/specs/acedata/acedata.ts';
import type { AcedataTask } from '#vendors/specs/acedata/acedata-actions.ts';
import { failures, readError, readRecord } from '#vendors/specs/acedata/acedata-reply.ts';

const replied = (status: number, json: unknown) => ({ status, headers: {}, text: '', json });
const told = (code: string, message = 'why') => ({ success: false, error: { code, message } });

const task: AcedataTask = {
  kind: 'task',
  taskId: 'task-1',
  shape: 'grid',
  hints: { version: '7' },
};

describe('a refusal by Ace', () => {
  test.for([
    [400, told('bad_request', 'Unrecognized argument(s): --foo'), 'refused input-refused'],
    [400, told('bad_request', 'image_id is not found'), 'refused action-unavailable'],
    [400, told('token_mismatched'), 'refused unauthorized'],
    [400, told('api_not_implemented'), 'refused action-unavailable'],
    [401, told('invalid_token'), 'refused unauthorized'],
    [401, told('token_expired'), 'refused unauthorized'],
    [403, told('forbidden'), 'refused moderated'],
    [403, told('used_up'), 'refused out-of-credit'],
    [400, told('used_up'), 'refused out-of-credit'],
    [403, told('not_applied'), 'refused unauthorized'],
    [403, { error: 'Your balance is used up' }, 'refused out-of-credit'],
    [403, { detail: 'AI moderators feel your prompt is against standards' }, 'refused moderated'],
    [403, { success: false, error: null }, 'refused unauthorized'],
    [429, told('too_many_requests'), 'refused rate-limited'],
    [503, told('busy'), 'refused rate-limited'],
    [500, told('api_error'), 'lost lost'],
    [504, told('timeout'), 'lost lost'],
    [200, told('forbidden'), 'refused moderated'],
    [200, told('timeout'), 'lost lost'],
    [200, told('a_new_code'), 'refused generation-failed'],
    [413, told('content_too_large'), 'refused input-refused'],
  ] as const)('%i %o is %s', ([status, json, expected]) => {
    const error = readError(replied(status, json));
    if (error === null) throw new Error('it was not recognised');
    const rule = failureRule(SUBMIT_FAILURES, failures.submit, status, error);
    expect(`${rule?.outcome} ${rule?.kind}`).toBe(expected);
  });

  test.for([
    [200, { task_id: 'task-1' }],
    [200, { id: 'task-1', response: { success: false, error: { code: 'forbidden' } } }],
    [200, {}],
    [502, undefined],
  ])('%i %o is none', ([status, json]) => {
    expect(readError(replied(Number(status), json))).toBeNull();
  });

  test('tells the code, the words and the trace, for whoever asks the vendor', () => {
    const json = { ...told('api_error', 'fetch failed'), trace_id: '2cf8' };
    expect(readError(replied(500, json))?.detail).toBe('api_error: fetch failed (trace 2cf8)');
  });
});

describe('a record of Ace', () => {
  const url = 'https://cdn.example/a.png';
  const done = { success: true, image_id: '1290000000000000001', raw_image_url: url };

  test.for([
    ['nothing', {}, 'unreachable not-found'],
    ['no response', { id: 'task-1' }, 'running'],
    ['an empty state', { id: 'task-1', state: '' }, 'running'],
    ['progress below 100', { id: 'task-1', response: { ...done, progress: 75 } }, 'running'],
    ['progress 100', { id: 'task-1', response: { ...done, progress: 100 } }, 'finished'],
    ['progress as text', { id: 'task-1', response: { ...done, progress: '35' } }, 'running'],
    ['no progress', { id: 'task-1', response: done }, 'finished'],
    ['an empty progress', { id: 'task-1', response: { ...done, progress: '' } }, 'finished'],
    [
      'a well-known end',
      { id: 'task-1', state: 'finished', response: { ...done, progress: 99 } },
      'finished',
    ],
    ['a well-known failure', { id: 'task-1', state: 'failed' }, 'failed generation-failed'],
    [
      'success without pictures',
      { id: 'task-1', response: { success: true, progress: 100 } },
      'running',
    ],
    [
      'an end without pictures',
      { id: 'task-1', finished_at: 1, response: { success: true } },
      'failed generation-failed',
    ],
    ['an error with a code', { id: 'task-1', response: told('timeout') }, 'failed timed-out'],
    ['a moderated end', { id: 'task-1', response: told('forbidden') }, 'failed moderated'],
    ['a bare error', { id: 'task-1', response: { success: false, error: 'x' } }, 'running'],
    [
      'a bare error at the end',
      { id: 'task-1', finished_at: 1, response: { success: false, error: 'x' } },
      'failed generation-failed',
    ],
  ] as const)('with %s is %s', ([, record, expected]) => {
    const outcome = readRecord(replied(200, record), task);
    if (outcome === null) throw new Error('it was not read');
    const kind = 'failure' in outcome ? ` ${outcome.failure.kind}` : '';
    expect(`${outcome.kind}${kind}`).toBe(expected);
  });

  test('keeps the id as text, and places pictures by their names', () => {
    const sub_image_urls = ['https://cdn.example/0_3.png', null, 'https://cdn.example/0_0.png'];
    const record = { id: 'task-1', response: { ...done, progress: 100, sub_image_urls } };
    const outcome = readRecord(replied(200, record), task);
    if (outcome?.kind !== 'finished') throw new Error('it is not finished');
    const { pictures, handle } = outcome.output;
    expect(pictures.map(({ cell }) => cell)).toEqual([4, 1]);
    expect(handle).toMatchObject({ imageId: '1290000000000000001', hints: { version: '7' } });
  });
});

test.for([
  ['{"task_id":"t","success":true,"progress":35}', 'genuine', false],
  ['{"task_id":"t","success":true,"progress":100}', 'genuine', true],
  ['{"task_id":"t","success":false,"error":{"code":"forbidden"}}', 'genuine', true],
  ['{"task_id":"t","success":true,"progress":""}', 'genuine', true],
  ['not json', 'unreadable', undefined],
] as const)('the delivery %s is %s, final %s', ([body, kind, final]) => {
  const verdict = acedataWebhook.verify({ headers: {}, rawBody: Buffer.from(body) });
  expect(verdict.kind).toBe(kind);
  expect(verdict.kind === 'genuine' ? verdict.final : undefined).toBe(final);
});
