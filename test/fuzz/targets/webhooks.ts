import fc from 'fast-check';
import { jsonWith, mutated } from '../arbitraries.ts';
import type { FuzzTarget } from '../target.ts';
import { configuredVendors } from '../vendors.ts';

const NAMES = [
  'id',
  'task_id',
  'taskId',
  'status',
  'state',
  'data',
  'code',
  'hash',
  'trace_id',
  'result',
];

/** Reports that nobody sent, or that came damaged: forged, unreadable or genuine, and never an exception. */
export default {
  name: 'webhook bodies',
  covers: ['src/vendors/specs/'],
  open: async () => {
    const hooks = (await configuredVendors()).flatMap(
      ({ specification }) => specification.webhook ?? [],
    );
    return {
      property: fc.asyncProperty(
        fc.record({
          hook: fc.constantFrom(...hooks),
          text: mutated(jsonWith(NAMES).map((value) => JSON.stringify(value) ?? '')),
          bytes: fc.uint8Array({ maxLength: 4 }),
          headers: fc.dictionary(
            fc.constantFrom(
              'x-signature',
              'x-webhook-signature',
              'x-timestamp',
              'x-event',
              'content-type',
            ),
            fc.string({ maxLength: 80 }),
          ),
        }),
        async ({ hook, text, bytes, headers }) => {
          const rawBody = Buffer.concat([Buffer.from(text), bytes]);
          hook.verify({ headers, rawBody });
        },
      ),
      close: async () => {},
    };
  },
} satisfies FuzzTarget;
