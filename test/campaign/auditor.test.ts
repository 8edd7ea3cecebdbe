/** The auditor itself: one quiet run that it passes, and each broken promise that it must see in it. */
import { expect, it } from 'vitest';
import { judge } from './auditor.ts';
import type { Evidence, MessageRecord } from './evidence.ts';

const JOB = '1m8jsszaang84ne4';
const OTHER = '1m8jsszaang84ne5';
const CALLBACK = `http://bot/webhooks/apiframe/${JOB}/token`;

const progress: MessageRecord = {
  id: '10',
  channelId: '1',
  actId: '5',
  repliesTo: null,
  tag: 'q00001q',
  wasProgress: true,
  jobs: [],
  now: 'deleted',
  resultOf: null,
  text: '**a fox q00001q** (Waiting to start)',
};
const result: MessageRecord = {
  ...progress,
  id: '11',
  actId: null,
  repliesTo: '10',
  wasProgress: false,
  jobs: [JOB],
  now: 'result',
  resultOf: JOB,
  text: '**a fox q00001q** (fast)',
};
const receipt = {
  vendor: 'apiframe',
  id: 'v1',
  job: JOB,
  callback: CALLBACK,
  idempotencyKey: 'k1',
  failed: false,
};
const ask = {
  vendor: 'apiframe',
  order: 'POST /x q00001q',
  callback: CALLBACK,
  idempotencyKey: null,
};
const line = {
  job: JOB,
  state: 'done',
  server: '100',
  action: 'imagine',
  speed: 'fast',
  reservedCredits: 8,
  credits: 8,
};
const account = {
  server: '100',
  available: 92,
  reserved: 0,
  spent: 8,
  given: 100,
  unsure: [],
};
const good: Evidence = {
  acts: [{ id: '5', what: 'imagine', state: 'answered' }],
  messages: [progress, result],
  vendorJobs: [receipt],
  asks: [ask],
  repeats: new Map(),
  ledger: [line],
  accounts: [account],
  unconsumed: [],
  refusals: [],
  printed: 'ready',
  secrets: ['the-token'],
};

it('finds nothing wrong in a run in which all went well', () => {
  expect(judge(good)).toEqual({
    violations: [],
    figures: {
      acts: 1,
      failedActs: 0,
      jobs: 1,
      delivered: 1,
      refunded: 0,
      unanswered: 0,
      vendorJobs: 1,
    },
  });
});

const refunded = { ...line, state: 'failed', credits: 0 };
const notice: MessageRecord = { ...progress, now: 'notice', jobs: [JOB] };
const back = { ...account, available: 100, spent: 0 };

it('finds nothing wrong where a job failed, was told and given back', () => {
  const run = { ...good, messages: [notice], ledger: [refunded], accounts: [back] };
  expect(judge(run).violations).toEqual([]);
});

it('takes a result by its words where the job never heard of its progress message', () => {
  const run = { ...good, messages: [progress, { ...result, repliesTo: null }] };
  expect(judge(run).violations).toEqual([]);
});

it('takes a gift whose answer never came as given or not', () => {
  const unsure = [30, 7];
  const accounts = [{ ...account, available: 99, unsure }];
  expect(judge({ ...good, accounts }).violations).toEqual([]);
});

it.each<readonly [string, Partial<Evidence>, RegExp]>([
  [
    'a step that the vendor was paid for twice',
    { vendorJobs: [receipt, { ...receipt, id: 'v2' }] },
    /paid 2 times for one step/,
  ],
  [
    'a vendor’s job that no booked job asked for',
    { vendorJobs: [receipt, { ...receipt, id: 'v2', job: OTHER, callback: `${CALLBACK}2` }] },
    /for no booked job/,
  ],
  ['an order that came twice without a key', { asks: [ask, ask] }, /asked 2 times, wanted 1/],
  [
    'two results of one job',
    { messages: [progress, result, { ...result, id: '12' }] },
    /2 results of/,
  ],
  [
    'a job that failed and was posted',
    { messages: [{ ...notice, id: '9' }, progress, result] },
    /failed and was posted/,
  ],
  [
    'a job that still runs',
    { messages: [{ ...progress, now: 'progress' }, result] },
    /never ended/,
  ],
  [
    'a job that went away without a word',
    { messages: [progress], ledger: [], accounts: [back] },
    /went away/,
  ],
  ['a booked job that never ended', { ledger: [{ ...line, state: 'running' }] }, /still running/],
  ['a job that is paid for and nobody sees', { messages: [] }, /nobody sees it/],
  ['a result that cost nothing', { ledger: [refunded], accounts: [back] }, /cost nothing/],
  [
    'a price that no table has',
    { ledger: [{ ...line, credits: 9 }], accounts: [{ ...account, available: 91, spent: 9 }] },
    /at fast cost 9/,
  ],
  ['a purchase that was never booked', { unconsumed: ['77'] }, /never booked/],
  [
    'an account below zero',
    { accounts: [{ ...account, available: -1, given: 7 }] },
    /has -1 credits/,
  ],
  [
    'credits held for nothing',
    { accounts: [{ ...account, available: 90, reserved: 2 }] },
    /held for/,
  ],
  [
    'an account that spent more than its jobs cost',
    { accounts: [{ ...account, spent: 16, given: 108 }] },
    /cost 8/,
  ],
  ['credits from nowhere', { accounts: [{ ...account, available: 93 }] }, /was given 100/],
  ['a secret in the output', { printed: 'Authorization: the-token' }, /secret/],
  [
    'fifty refused requests in ten minutes',
    { refusals: Array.from({ length: 50 }, (_, each) => ({ atMs: each, status: 429 })) },
    /50 refused/,
  ],
])('sees %s', (_what, change, finding) => {
  expect(judge({ ...good, ...change }).violations.join('\n')).toMatch(finding);
});
