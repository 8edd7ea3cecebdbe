import { describe, expect, test } from 'vitest';
import { receiptsOf } from '#application/accounts/charge-text.ts';
import type { Delivery } from '#emulators/define-emulator.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';
import {
  configure,
  JOB_MS,
  openFixture,
  QUEUE_MS,
  requestFor,
  submissionFor,
  ticketOf,
  type VendorBench,
} from './vendor-bench.ts';

/** Registers the webhook chapter, for vendors that report. */
export function exerciseVendorWebhook(definition: DefinedVendor, fixture: VendorFixture): void {
  const { specification } = configure(definition, 'http://127.0.0.1:9', 'key', fixture.environment);
  if (specification.webhook === undefined) return;

  const deliveredBy = async (bench: VendorBench, count: number) => {
    const deliveries: Delivery[] = [];
    bench.emulator.events.listen((event) => {
      if (event.kind === 'delivered') deliveries.push(event.delivery);
    });
    const ticket = ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine'))));
    bench.clock.advance(QUEUE_MS + JOB_MS);
    await bench.emulator.events.until(() => deliveries.length >= count, { what: 'a delivery' });
    const [last] = deliveries.slice(-1);
    if (last === undefined) throw new Error('nothing was delivered');
    const verify = (delivery: Delivery) =>
      bench.configured.specification.webhook?.verify({
        headers: delivery.headers,
        rawBody: Buffer.from(delivery.body),
      });
    return { ticket, last, verify };
  };

  const nextDelivery = (bench: VendorBench): Promise<Delivery> =>
    bench.emulator.events.until((event) => (event?.kind === 'delivered' ? event.delivery : null), {
      what: 'a delivery',
    });

  describe(`${definition.name} reports`, () => {
    test('a delivery is genuine and names the ticket’s task', async () => {
      await using bench = await openFixture(definition, fixture);
      const { ticket, last, verify } = await deliveredBy(bench, 1);
      const task = bench.configured.specification.webhook?.taskOf(ticket);
      expect(task).toEqual(expect.any(String));
      expect(verify(last)).toMatchObject({ kind: 'genuine', task });
      // An export of charges has that name of the job and no more of its ticket.
      expect(receiptsOf({ tickets: JSON.stringify([ticket]) })).toEqual([task]);
    });

    test('a repeated delivery is as good as the first', async () => {
      await using bench = await openFixture(definition, fixture);
      bench.emulator.faults.set('duplicate-webhook', true);
      const { last, verify } = await deliveredBy(bench, 2);
      expect(verify(last)).toMatchObject({ kind: 'genuine' });
    });

    test('a delivery alone brings back a job whose answer was lost', async () => {
      await using bench = await openFixture(definition, fixture);
      const { webhook } = bench.configured.specification;
      bench.emulator.faults.set('lose-answer', { times: 1, on: ['submit'] });
      const submission = submissionFor(requestFor('imagine'));
      const delivered = nextDelivery(bench);
      expect((await bench.vendor.submit(submission)).kind).toBe('lost');
      bench.clock.advance(QUEUE_MS + JOB_MS);
      const { headers, body } = await delivered;
      const verdict = webhook?.verify({ headers, rawBody: Buffer.from(body) });
      if (verdict?.kind !== 'genuine' || verdict.task === null) throw new Error('no task is named');
      const ticket = webhook?.ticketOf?.(verdict.task, submission) ?? null;
      expect((await bench.vendor.check(ticket)).kind).toBe('finished');
    });

    test.runIf(fixture.signsDeliveries)(
      'a wrong, missing or stale signature is forged',
      async () => {
        await using bench = await openFixture(definition, fixture);
        const { last, verify } = await deliveredBy(bench, 1);
        expect(verify({ ...last, headers: {} })).toMatchObject({ kind: 'forged' });
        expect(verify({ ...last, body: `${last.body} ` })).toMatchObject({ kind: 'forged' });
        await using forger = await openFixture(definition, fixture);
        forger.emulator.faults.set('forged-webhook', true);
        const forged = await deliveredBy(forger, 1);
        expect(forged.verify(forged.last)).toMatchObject({ kind: 'forged' });
      },
    );
  });
}
