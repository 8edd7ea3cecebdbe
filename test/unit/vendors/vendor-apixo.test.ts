/** APIXO's errors and endings, every documented one by name. */
import { expect, test } from 'vitest';
import { apixoWebhook } from '#vendors/specs/apixo/apixo.ts';
import { readError, readStatus } from '#vendors/specs/apixo/apixo-reply.ts';
import type { ApixoTicket } from '#vendors/specs/apixo/apixo-request.ts';

const replied = (status: number, json: unknown) => ({ status, headers: {}, text: '', json });

const ticket: ApixoTicket = {
  taskId: 'task_1',
  shape: 'grid',
  of: null,
  varies: true,
  again: 'reroll',
  asked: null,
};

test.for([
  ['CONTENT_VIOLATION', 'moderated'],
  ['NSFW_DETECTED', 'moderated'],
  ['nsfw', 'moderated'],
  ['SensitiveContent', 'moderated'],
  ['SensitiveContentDetected', 'moderated'],
  ['InputImageSensitiveContentDetected', 'moderated'],
  ['InputOutputSensitiveContentDetected', 'moderated'],
  ['ProhibitedContentDetected', 'moderated'],
  ['INVALID_IMAGE_URL', 'input-refused'],
  ['IMAGE_DOWNLOAD_FAILED', 'input-refused'],
  ['IMAGE_TOO_LARGE', 'input-refused'],
  ['UNSUPPORTED_FORMAT', 'input-refused'],
  ['PROMPT_TOO_LONG', 'input-refused'],
  ['PromptLengthExceeded', 'input-refused'],
  ['INVALID_PROMPT', 'input-refused'],
  ['INVALID_TASK_ID', 'action-unavailable'],
  ['PROCESSING_TIMEOUT', 'timed-out'],
  ['MODEL_UNAVAILABLE', 'unavailable'],
  ['GENERATION_FAILED', 'generation-failed'],
  ['INSUFFICIENT_CREDITS', 'out-of-credit'],
  ['', 'generation-failed'],
] as const)('a task that failed with %s is %s', ([failCode, kind]) => {
  const data = { taskId: 'task_1', state: 'failed', failCode, failMsg: 'why' };
  expect(readStatus(replied(200, { code: 200, message: 'success', data }), ticket)).toMatchObject({
    kind: 'failed',
    failure: { kind },
  });
});

test.for([
  [
    400,
    { code: 400, message: 'Invalid request', data: { error: 'no prompt' } },
    '400',
    'no prompt',
  ],
  [400, { code: 400, message: 'Invalid request', data: null }, '400', 'Invalid request'],
  [404, { code: 404, message: 'Task not found' }, 'unknown-task', 'Task not found'],
  [
    403,
    { code: 403, message: 'Content policy violation' },
    'moderated',
    'Content policy violation',
  ],
  [403, { code: 403, message: 'No permission' }, '403', 'No permission'],
  [200, { code: 402, message: 'Insufficient balance' }, '402', 'Insufficient balance'],
  [500, { message: 'Oops' }, '500', 'Oops'],
] as const)('%i %o is an error of code %s', ([status, json, code, detail]) => {
  expect(readError(replied(status, json))).toEqual({ code, detail });
});

test.for([
  [200, { code: 200, message: 'success', data: { taskId: 'task_1' } }],
  [502, undefined],
  [502, 'gateway'],
])('%i %o is no error of its own', ([status, json]) => {
  expect(readError(replied(Number(status), json))).toBeNull();
});

test('a state that nobody documented is not the end', () => {
  const reply = replied(200, { code: 200, data: { state: 'queueing' } });
  expect(readStatus(reply, ticket)).toMatchObject({ kind: 'running' });
});

test.for([
  ['{"code":200,"data":{"taskId":"task_1","state":"success"}}', { kind: 'genuine', final: true }],
  ['{"code":200,"data":{"taskId":"task_1","state":"failed"}}', { kind: 'genuine', final: true }],
  ['{"code":200,"data":{"taskId":"task_1","state":"pending"}}', { kind: 'genuine', final: false }],
  ['{"code":200,"data":{"state":"processing"}}', { kind: 'genuine', task: null, final: false }],
  ['{"code":200}', { kind: 'unreadable' }],
  ['<html>', { kind: 'unreadable' }],
] as const)('the delivery %s is %o', ([body, verdict]) => {
  const delivery = { headers: {}, rawBody: Buffer.from(body) };
  expect(apixoWebhook.verify(delivery)).toMatchObject(verdict);
});
