/**
 * A vendor that bills every job it accepts and keeps the receipts for the auditor. Its natures: one
 * honours idempotency keys, one forgets them, one forgets them but can be searched, one reports
 * the end to the address it was given, one needs two steps, one has a twin that takes over.
 */
import { z } from 'zod';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { SubmitOutcome, Vendor, VendorSubmission } from '#ports/vendor.ts';
import type { Faults } from './faults.ts';
import type { Process, World } from './world.ts';

export type VendorNature =
  | ('idempotent' | 'forgetful' | 'searchable')
  | ('two-step' | 'reported' | 'replaceable');
export const VENDOR_NATURES: readonly VendorNature[] = [
  'idempotent',
  'forgetful',
  'searchable',
  'two-step',
  'reported',
  'replaceable',
];

type VendorJob = {
  readonly ticket: string;
  readonly key: string;
  /** What was asked for: the same for every attempt at it, at whichever vendor. */
  readonly order: string;
  readonly webhookUrl: string | null;
  readonly finishesAtMs: number;
  readonly ending: 'finishes' | 'fails' | 'never';
};

/** The vendor's side, shared by all processes: what it accepted and billed. */
export type VendorServer = { readonly jobs: VendorJob[] };

/** What a delivery of the vendor says. */
export const reportSchema = z.object({ ticket: z.string() });

const ticketSchema = z.object({ ticket: z.string() });

/** The vendor as one process sees it. */
export function simulatedVendor(
  world: World,
  process: Process,
  server: VendorServer,
  nature: VendorNature,
  faults: () => Faults,
  name = 'simulated',
): Vendor {
  const accept = ({
    idempotencyKey: key,
    request,
    stepIndex,
    webhookUrl,
  }: VendorSubmission): Json => {
    const known = server.jobs.find((job) => job.key === key);
    if (known !== undefined && (nature === 'idempotent' || nature === 'two-step')) {
      return { ticket: known.ticket };
    }
    const { vendorFails, neverFinishes } = faults();
    const ticket = `ticket-${server.jobs.length}`;
    server.jobs.push({
      ticket,
      key,
      order: `${request.prompt} step ${stepIndex}`,
      webhookUrl,
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
    name,
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
    submit: (submission) =>
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
        const ticket = accept(submission);
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
    ...(nature === 'reported'
      ? {
          webhook: {
            verify: ({ rawBody }) => ({
              kind: 'genuine',
              task: reportSchema.parse(JSON.parse(Buffer.from(rawBody).toString())).ticket,
              final: true,
            }),
            taskOf: (saved) => ticketSchema.parse(saved).ticket,
            ticketOf: (ticket) => ({ ticket }),
          } satisfies Vendor['webhook'],
        }
      : {}),
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
