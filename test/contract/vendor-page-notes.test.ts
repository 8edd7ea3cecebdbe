/**
 * Error codes, failure texts, limits, paces and prices of the vendors' own pages, item by item. How: a server that
 * answers with the very words of the page, and the vendor as it ships; `vendor-notes-of-pages.ts` says what they mean.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ACTION_NAMES, type ActionName } from '#domain/action.ts';
import { promptLimit } from '#domain/capabilities.ts';
import type { Json } from '#domain/json.ts';
import { SPEEDS } from '#domain/speed.ts';
import { stepsOf } from '#test/fixtures/plans.ts';
import { PAGE_NOTES, type PageNotes } from '#test/fixtures/vendor-notes-of-pages.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { outcomeWords, soloOf } from './vendor-acts.ts';
import {
  configure,
  makeParent,
  openBench,
  requestFor,
  submissionFor,
  ticketOf,
} from './vendor-bench.ts';

const vendors = await loadVendors();

type Answer = readonly [status: number, body: unknown];

/** A server that answers everything with what was set last. */
async function openPuppet() {
  let answer: Answer = [200, {}];
  const server: Server = createServer((request, reply) => {
    request.resume();
    request.on('end', () => {
      const [status, body] = answer;
      reply.writeHead(status, {
        'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
      });
      reply.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    says: (next: Answer) => {
      answer = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('every vendor has notes', () => {
  expect(Object.keys(PAGE_NOTES).toSorted()).toEqual(vendors.map(({ name }) => name).toSorted());
});

const notesOf = (name: string): PageNotes => {
  const notes = PAGE_NOTES[name];
  if (notes === undefined) throw new Error(`no notes of ${name}`);
  return notes;
};

test.for(vendors)('$name: errors and failures mean what its page says', async (definition) => {
  const notes = notesOf(definition.name);
  await using puppet = await openPuppet();
  const vendor = createHttpVendor(configure(definition, puppet.baseUrl, 'key'), {
    clock: { nowMs: () => 0 },
  });
  const order = () => vendor.submit(submissionFor(requestFor('imagine', { prompt: 'a fox' })));
  const wrong: string[] = [];
  for (const [status, body, meaning] of notes.orderErrors) {
    puppet.says([status, body]);
    const told = outcomeWords(await order());
    if (told !== meaning) wrong.push(`${status} ${JSON.stringify(body)}: ${told}, not ${meaning}`);
  }
  puppet.says(notes.accepted);
  const ticket: Json = ticketOf(await order());
  for (const [body, why] of notes.taskFailures) {
    puppet.says([200, body]);
    const told = outcomeWords(await vendor.check(ticket));
    if (told !== `failed ${why}`) wrong.push(`${JSON.stringify(body)}: ${told}, not ${why}`);
  }
  await vendor.close?.();
  expect(wrong).toEqual([]);
});

test.for(vendors)('$name: limits and paces are those of its page', (definition) => {
  const notes = notesOf(definition.name);
  const vendor = createHttpVendor(configure(definition, 'http://127.0.0.1:9', 'key'), {
    clock: { nowMs: () => 0 },
  });
  const { limits, capabilities } = vendor;
  const [atLeast, atMost] = notes.pace;
  expect(limits.checkEveryMs).toBeGreaterThanOrEqual(atLeast);
  expect(limits.checkEveryMs).toBeLessThanOrEqual(atMost);
  if (notes.firstLook !== undefined) expect(limits.firstCheckMs).toBe(notes.firstLook);
  if (notes.jobsMax !== undefined) {
    expect(limits.concurrency).toBeLessThanOrEqual(notes.jobsMax);
  }
  expect(limits.deadlineMs).toBeGreaterThan(notes.lastsUpTo ?? 0);
  if (notes.promptMax !== null) expect(capabilities.promptCharactersMax).toBe(notes.promptMax);
  if (notes.videoPromptMax !== undefined) {
    expect(promptLimit(capabilities, 'animate-low')).toBe(notes.videoPromptMax);
  }
  const { idempotent, checksTogether = false, balance } = vendor;
  expect({ idempotent, checksTogether, hasBalance: balance !== undefined }).toEqual({
    idempotent: notes.hasKeys,
    checksTogether: notes.asksTogether,
    hasBalance: notes.hasBalance,
  });
});

const STARTERS: readonly ActionName[] = ['imagine', 'reroll'];

test.for(vendors)('$name: prices are those of its page', async (definition) => {
  const { prices } = notesOf(definition.name);
  await using bench = await openBench(definition, {});
  const prompt = `a fox --ar 3:2${definition.name === 'apimart' ? ' --v 7' : ''}`;
  const solo = await soloOf(bench, prompt);
  const grid = await makeParent(bench, 3, prompt);
  const { vendor } = bench;
  const found: Record<string, number> = {};
  const asked = ACTION_NAMES.filter((action) => vendor.capabilities.actions[action] !== undefined);
  for (const action of asked) {
    for (const speed of SPEEDS) {
      if (prices[`${action} ${speed}`] === undefined) continue;
      const isOfGrid = STARTERS.includes(action) || action === 'vary';
      const parent = action === 'imagine' ? null : isOfGrid ? grid : solo;
      const mask = action === 'vary-region' ? new Uint8Array(8) : null;
      const request = requestFor(action, { prompt, speed, parent, mask });
      const steps = stepsOf(vendor, request);
      found[`${action} ${speed}`] = steps.reduce((sum, { price }) => sum + (price?.amount ?? 0), 0);
    }
  }
  expect(found).toEqual(prices);
  if (Object.keys(prices).length === 0) {
    const steps = stepsOf(vendor, requestFor('imagine', { prompt: 'a fox' }));
    expect(steps.map(({ price }) => price)).toEqual([null]);
  }
});

/** Items of each page: errors, failures, limits and paces, prices. */
const ITEMS: Readonly<Record<string, number>> = {
  ...{ apiframe: 29, midapi: 28, apixo: 41 },
  ...{ acedata: 25, apimart: 40, mjproxy: 26 },
};

test.for(vendors)('$name: the items are counted', ({ name }) => {
  const { orderErrors, taskFailures, prices, ...rest } = notesOf(name);
  const { accepted: _, promptMax, ...limits } = rest;
  const items =
    orderErrors.length +
    taskFailures.length +
    Object.keys(prices).length +
    Object.keys(limits).length +
    (promptMax === null ? 0 : 1);
  expect(items, 'items, as counted on its page').toBe(ITEMS[name]);
});
