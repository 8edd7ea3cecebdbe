/**
 * A vendor that bills every job it accepts and keeps the receipts for the auditor. Three natures:
 * one honours idempotency keys, one forgets them, one forgets them but can be searched.
 */
import { z } from 'zod';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { SubmitOutcome, Vendor } from '#ports/vendor.ts';
import type { Faults } from './faults.ts';
import type { Process, World } from './world.ts';

export type VendorNature = 'idempotent' | 'forgetful' | 'searchable' | 'two-step';
export const VENDOR_NATURES: readonly VendorNature[] = [
  'idempotent',
  'forgetful',
  'searchable',
  'two-step',
];

type VendorJob = {
  readonly ticket: string;
  readonly key: string;
  readonly finishesAtMs: number;
  readonly ending: 'finishes' | 'fails' | 'never';
};

/** The vendor's side, shared by all processes: what it accepted and billed. */
export type VendorServer = { readonly jobs: VendorJob[] };

const ticketSchema = z.object({ ticket: z.string() });

/** The vendor as one process sees it. */
export function simulatedVendor(
  world: World,
  process: Process,
  server: VendorServer,
  nature: VendorNature,
  faults: () => Faults,
): Vendor {
  const accept = (key: string): Json => {
    const known = server.jobs.find((job) => job.key === key);
    if (known !== undefined && (nature === 'idempotent' || nature === 'two-step')) {
      return { ticket: known.ticket };
    }
    const { vendorFails, neverFinishes } = faults();
    const ticket = `ticket-${server.jobs.length}`;
    server.jobs.push({
      ticket,
      key,
      finishesAtMs: world.nowMs() + 1_000 + world.random.below(60_000),
      ending: world.random.chance(neverFinishes)
        ? 'never'
        : world.random.chance(vendorFails)
          ? 'fails'
          : 'finishes',
    });
    return { ticket };
  };
  return {
    name: 'simulated',
    label: 'Simulated',
    capabilities: {
      actions: { imagine: {}, vary: {}, reroll: {} },
      speeds: ['fast'],
      promptCharactersMax: 2000,
      imagePrompts: false,
      parameters: 'all',
    },
    limits: { concurrency: 3, firstCheckMs: 5_000, checkEveryMs: 4_000, deadlineMs: 600_000 },
    idempotent: nature === 'idempotent' || nature === 'two-step',
    trustedOrigins: [],
    stepCount: () => (nature === 'two-step' ? 2 : 1),
    allowedActions: () => null,
    submit: ({ idempotencyKey }) =>
      world.call(process, 'submit', (): SubmitOutcome => {
        const { lostBefore, lostAfter, refused, moderated } = faults();
        const lost = { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } } as const;
        if (world.random.chance(lostBefore)) return lost;
        if (world.random.chance(refused)) {
          return { kind: 'refused', failure: { kind: 'unavailable', detail: 'busy' } };
        }
        if (world.random.chance(moderated)) {
          return { kind: 'refused', failure: { kind: 'moderated', detail: 'no' } };
        }
        const ticket = accept(idempotencyKey);
        return world.random.chance(lostAfter) ? lost : { kind: 'accepted', ticket };
      }),
    check: (saved) =>
      world.call(process, 'check', () => {
        const { ticket } = ticketSchema.parse(saved);
        const job = server.jobs.find((one) => one.ticket === ticket);
        const { lostBefore, lostAfter } = faults();
        if (job === undefined || world.random.chance(lostBefore + lostAfter)) {
          return { kind: 'unreachable', failure: { kind: 'unavailable', detail: 'busy' } };
        }
        if (job.ending === 'never' || world.nowMs() < job.finishesAtMs) {
          return { kind: 'running', percent: world.random.below(120), preview: null };
        }
        if (job.ending === 'fails') {
          return { kind: 'failed', failure: { kind: 'generation-failed', detail: 'gave up' } };
        }
        return {
          kind: 'finished',
          output: {
            pictures: CELLS.map((cell) => ({
              cell,
              source: { kind: 'bytes', bytes: Buffer.from(`${ticket}-${cell}`) },
            })),
            composite: null,
            handle: { ticket },
            seed: null,
          },
        };
      }),
    ...(nature === 'searchable'
      ? {
          find: ({ idempotencyKey }: { readonly idempotencyKey: string }) =>
            world.call(process, 'find', () => {
              const job = server.jobs.find((one) => one.key === idempotencyKey);
              return job === undefined
                ? { kind: 'absent' as const }
                : { kind: 'found' as const, ticket: { ticket: job.ticket } };
            }),
        }
      : {}),
  };
}
