import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';
import { openFixture, requestFor, submissionFor, ticketOf, WEBHOOK_URL } from './vendor-bench.ts';

/** Registers what concerns the key: where it goes, and where it must never be seen. */
export function exerciseVendorSecrets(definition: DefinedVendor, fixture: VendorFixture): void {
  const open = () => openFixture(definition, fixture);
  const submission = submissionFor(requestFor('imagine'));

  describe(`${definition.name} keeps its key`, () => {
    test('is let in with it, and is unauthorized with another', async () => {
      await using bench = await open();
      expect((await bench.vendor.submit(submission)).kind).toBe('accepted');
      await using stranger = await openFixture(definition, {
        ...fixture,
        environment: {
          ...fixture.environment,
          [`${definition.name.toUpperCase()}_API_KEY`]: 'another-key',
        },
      });
      const outcome = await stranger.vendor.submit(submission);
      expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'unauthorized' } });
    });

    test('out of every error, as it keeps the webhook’s secret and the prompt', async () => {
      await using bench = await open();
      const { apiKey } = bench.emulator;
      const secrets = [apiKey, WEBHOOK_URL, submission.idempotencyKey, submission.request.prompt];
      const text = `Cannot take ${secrets.join(' or ')}: try again`;
      bench.emulator.faults.set('answer-with', { status: 400, text, on: ['submit'] });
      const refused = await bench.vendor.submit(submission);
      expect(refused).toMatchObject({
        failure: { detail: expect.stringContaining('Cannot take') },
      });
      for (const secret of secrets) expect(JSON.stringify(refused)).not.toContain(secret);

      bench.emulator.faults.set('answer-with', false);
      const ticket = ticketOf(await bench.vendor.submit(submission));
      bench.emulator.faults.set('answer-with', { status: 500, text, on: ['check'] });
      expect(JSON.stringify(await bench.vendor.check(ticket))).not.toContain(apiKey);
    });

    test('from the address a redirect names', async () => {
      await using bench = await open();
      const seen: string[] = [];
      const elsewhere = createServer((request, response) => {
        seen.push(JSON.stringify(request.headers));
        response.end('{}');
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const address = elsewhere.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      bench.emulator.faults.set('redirect', { text: `http://127.0.0.1:${port}/steal` });
      expect((await bench.vendor.submit(submission)).kind).toBe('lost');
      await new Promise((resolve) => elsewhere.close(resolve));
      expect(seen).toEqual([]);
    });
  });
}
