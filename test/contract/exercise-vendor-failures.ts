import { describe, expect, test } from 'vitest';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import { outcomeWords } from './vendor-acts.ts';
import {
  configure,
  JOB_MS,
  openFixture,
  QUEUE_MS,
  requestFor,
  submissionFor,
  throughJson,
  ticketOf,
} from './vendor-bench.ts';

/** A submit's outcome and kind in one word pair. */
const SUBMIT_TABLE: Readonly<Record<string, string>> = {
  400: 'refused input-refused',
  401: 'refused unauthorized',
  402: 'refused out-of-credit',
  403: 'refused unauthorized',
  404: 'refused unavailable',
  409: 'refused internal',
  422: 'refused input-refused',
  429: 'refused rate-limited',
  500: 'lost lost',
  503: 'lost lost',
};

const WIRE_TABLE = [
  ['proxy-502', 'lost lost'],
  ['reset-unread', 'lost lost'],
  ['lose-answer', 'lost lost'],
  ['silent', 'lost lost'],
  ['not-json', 'lost garbled'],
  ['truncate', 'lost garbled'],
  ['redirect', 'lost lost'],
] as const;

const CHECK_TABLE = [
  ['401', 'unreachable unauthorized'],
  ['404', 'unreachable not-found'],
  ['410', 'failed not-found'],
  ['429', 'unreachable rate-limited'],
  ['500', 'unreachable unavailable'],
  ['503', 'unreachable unavailable'],
] as const;

/** Registers the failure chapters. */
export function exerciseVendorFailures(definition: DefinedVendor, fixture: VendorFixture): void {
  // Long enough for this machine, short enough to be waited for.
  const open = () => openFixture(definition, fixture, { headersMs: 250 });
  const submission = submissionFor(requestFor('imagine'));

  describe(`${definition.name} is refused or lost`, () => {
    test.for(Object.entries(SUBMIT_TABLE))('submit answered with %s', async ([status, usual]) => {
      await using bench = await open();
      bench.emulator.faults.set('answer-with', { status: Number(status), times: 1 });
      const expected = fixture.submitExceptions[status]?.expected ?? usual;
      expect(outcomeWords(await bench.vendor.submit(submission))).toBe(expected);
      expect(bench.emulator.requests).toHaveLength(1);
    });

    test.for(WIRE_TABLE)('submit with %s: one request, %s', async ([fault, expected]) => {
      await using bench = await open();
      bench.emulator.faults.set(fault, { times: 1 });
      expect(outcomeWords(await bench.vendor.submit(submission))).toBe(expected);
      expect(bench.emulator.requests).toHaveLength(1);
    });

    test.for([
      ['a closed port', 'http://127.0.0.1:9'],
      ['a name that does not exist', 'http://vendor.invalid'],
    ])('submit to %s: certainly not accepted', async ([, baseUrl]) => {
      const configured = configure(definition, baseUrl ?? '', 'key', fixture.environment);
      const vendor = createHttpVendor(configured, { clock: { nowMs: () => 0 } });
      expect(outcomeWords(await vendor.submit(submission))).toBe('refused unavailable');
      await vendor.close?.();
    });

    test('submit to a server without TLS behind https: certainly not accepted', async () => {
      await using bench = await open();
      const baseUrl = bench.emulator.baseUrl.replace('http:', 'https:');
      const configured = configure(definition, baseUrl, 'key', fixture.environment);
      const vendor = createHttpVendor(configured, { clock: bench.clock });
      expect(outcomeWords(await vendor.submit(submission))).toBe('refused unavailable');
      expect(bench.emulator.requests).toEqual([]);
      await vendor.close?.();
    });

    test.for([
      ['7', 7_000],
      ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
      ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ] as const)('429 with Retry-After %s waits %d ms', async ([retryAfter, retryAfterMs]) => {
      await using bench = await open();
      bench.emulator.faults.set('answer-with', { status: 429, retryAfter });
      const outcome = await bench.vendor.submit(submission);
      expect(outcome).toMatchObject({ kind: 'refused', failure: { retryAfterMs } });
    });

    test('a lost answer is not asked for again by itself, and asking again bills once', async () => {
      await using bench = await open();
      const { vendor, emulator } = bench;
      emulator.faults.set('lose-answer', { times: 1 });
      expect((await vendor.submit(submission)).kind).toBe('lost');
      expect(emulator.jobs()).toHaveLength(1);
      if (!vendor.idempotent) return;
      const again = await vendor.submit(throughSubmission());
      expect(again.kind).toBe('accepted');
      expect(emulator.billedCount(submission.idempotencyKey)).toBe(1);
    });
  });

  describe(`${definition.name} is asked about a ticket`, () => {
    test.for(CHECK_TABLE)('check answered with %s: %s', async ([status, expected]) => {
      await using bench = await open();
      const ticket = ticketOf(await bench.vendor.submit(submission));
      bench.emulator.faults.set('answer-with', { status: Number(status), on: ['check'] });
      const actual = outcomeWords(await bench.vendor.check(ticket));
      expect(actual).toBe(fixture.checkExceptions?.[status]?.expected ?? expected);
    });

    test.for(WIRE_TABLE)('check with %s leaves the job unharmed', async ([fault]) => {
      await using bench = await open();
      const ticket = ticketOf(await bench.vendor.submit(submission));
      bench.emulator.faults.set(fault, { times: 1, on: ['check'] });
      expect((await bench.vendor.check(ticket)).kind).toBe('unreachable');
      expect((await bench.vendor.check(ticket)).kind).toBe('running');
    });

    test.for([
      ['moderated', 'failed moderated'],
      ['fails-midway', 'failed generation-failed'],
    ] as const)('a job that ends %s is %s', async ([fault, expected]) => {
      await using bench = await open();
      bench.emulator.faults.set(fault, true);
      const ticket = ticketOf(await bench.vendor.submit(submission));
      bench.clock.advance(QUEUE_MS + JOB_MS);
      expect(outcomeWords(await bench.vendor.check(ticket))).toBe(expected);
    });

    test('a job that never finishes goes on running', async () => {
      await using bench = await open();
      bench.emulator.faults.set('never-finishes', true);
      const ticket = ticketOf(await bench.vendor.submit(submission));
      bench.clock.advance(bench.vendor.limits.deadlineMs);
      expect((await bench.vendor.check(ticket)).kind).toBe('running');
    });

    test('a ticket of another vendor is a failure, not an exception', async () => {
      await using bench = await open();
      const outcome = await bench.vendor.check(throughJson({ alien: 1 }));
      expect(outcomeWords(outcome)).toBe('failed internal');
      expect(bench.emulator.requests).toEqual([]);
    });
  });

  const throughSubmission = () => submissionFor(requestFor('imagine'));
}
