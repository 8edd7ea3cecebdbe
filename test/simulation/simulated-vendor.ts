/**
 * A vendor that bills every job it accepts and keeps the receipts for the auditor. Its natures: one
 * honours idempotency keys, one forgets them, one forgets them but can be searched, one reports
 * the end to the address it was given, one needs two steps, one has a twin that takes over; one
 * prepares a picture before it follows it up, and one does so and is bad at the second step. One is gone after
 * a while, and its heir goes on from its pictures.
 */

import { z } from 'zod';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { SubmitOutcome, Vendor, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { planOf } from '#test/fixtures/plans.ts';
import type { Faults } from './faults.ts';
import type { Process, World } from './world.ts';

export type VendorNature =
  | ('idempotent' | 'forgetful' | 'searchable')
  | ('two-step' | 'reported' | 'replaceable')
  | ('preparing' | 'preparing-badly')
  | 'leaving';
export const VENDOR_NATURES: readonly VendorNature[] = [
  'idempotent',
  'forgetful',
  'searchable',
  'two-step',
  'reported',
  'replaceable',
  'preparing',
  'preparing-badly',
  'leaving',
];

/** Whether a follow-up's first step is kept with the picture it was made of. */
export const prepares = (nature: VendorNature): boolean => nature.startsWith('preparing');

/** Whether its pictures are followed up at all; elsewhere every job is a grid of its own. */
export const isFollowedUp = (nature: VendorNature): boolean =>
  prepares(nature) || nature === 'leaving';

const HONOURS_KEYS: readonly VendorNature[] = ['idempotent', 'two-step', 'preparing'];

/** How often a second step that was accepted fails, and how often nobody hears of its acceptance. */
const BAD_SECOND = { fails: 0.35, lost: 0.25 };

/** How many of the failures of vendors that stand in for each other are free of charge. */
const GIVES_UP = 0.5;

type VendorJob = {
  readonly ticket: string;
  readonly key: string;
  /** What was asked for: the same for every attempt at it, at whichever vendor. */
  readonly order: string;
  /** Its words, which no two jobs share. */
  readonly prompt: string;
  /** A step that is kept with the picture: any job that follows it up may pay, one of them does. */
  readonly isKept: boolean;
  /** A follow-up that was given a picture in place of a parent. */
  readonly isMoved: boolean;
  readonly webhookUrl: string | null;
  readonly finishesAtMs: number;
  /** `gives-up`: for reasons of its own, and free of charge. */
  readonly ending: 'finishes' | 'fails' | 'gives-up' | 'never';
  /** How many pictures it hands over where it finishes: fewer than four where filters withheld some. */
  readonly pictures: number;
};

/** The vendor's side, shared by all processes: what it accepted and billed. */
export type VendorServer = {
  readonly jobs: VendorJob[];
  /** Tickets of first steps that a second one was built on. */
  readonly builtOn: Set<string>;
  /** What it was asked that no honest client asks. */
  readonly complaints: string[];
  /** Where something went wrong, as `lost after submit of step 2`. */
  readonly windows: Set<string>;
};

/** What a delivery of the vendor says. */
export const reportSchema = z.object({ ticket: z.string() });

const ticketSchema = z.object({ ticket: z.string() });

/** The picture a follow-up starts from: the vendor's job and the cell. */
function pictureOf({ parent }: VendorRequest): string {
  const { ticket } = ticketSchema.parse(parent?.handle);
  return `picture ${parent?.cell} of ${ticket}`;
}

/** The vendor as one process sees it. */
export function simulatedVendor(
  world: World,
  process: Process,
  server: VendorServer,
  nature: VendorNature,
  faults: () => Faults,
  name = 'simulated',
): Vendor {
  const accept = (submission: VendorSubmission): Json => {
    const { idempotencyKey: key, request, stepIndex, webhookUrl } = submission;
    const known = server.jobs.find((job) => job.key === key);
    if (known !== undefined && HONOURS_KEYS.includes(nature)) return { ticket: known.ticket };
    complainOfParent(submission);
    const { neverFinishes } = faults();
    const isSecond = prepares(nature) && stepIndex === 1;
    if (isSecond) complain(submission);
    const vendorFails =
      isSecond && nature === 'preparing-badly' ? BAD_SECOND.fails : faults().vendorFails;
    const isKept = prepares(nature) && stepIndex === 0 && request.parent !== null;
    const ticket = `${name}-${server.jobs.length}`;
    server.jobs.push({
      ticket,
      key,
      order: isKept ? pictureOf(request) : `${request.prompt} step ${stepIndex}`,
      prompt: request.prompt,
      isKept,
      isMoved: request.parent === null && request.action !== 'imagine',
      webhookUrl,
      finishesAtMs: world.nowMs() + 1_000 + world.random.below(60_000),
      ending: world.random.chance(neverFinishes)
        ? 'never'
        : world.random.chance(vendorFails)
          ? nature === 'replaceable' && world.random.chance(GIVES_UP)
            ? 'gives-up'
            : 'fails'
          : 'finishes',
      pictures:
        makesGrid(submission) && world.random.chance(faults().partial)
          ? 1 + world.random.below(CELLS.length - 1)
          : CELLS.length,
    });
    return { ticket };
  };
  // Grids that are followed up are whole, so that any cell of them can be asked for.
  const makesGrid = ({ request }: VendorSubmission): boolean =>
    request.action === 'imagine' && !isFollowedUp(nature);
  /** A handle is the vendor's own; a follow-up without one must come with the picture. */
  const complainOfParent = ({ request }: VendorSubmission): void => {
    const { action, parent, images = [], prompt } = request;
    const named = ticketSchema.safeParse(parent?.handle).data?.ticket ?? '';
    const isStrange = parent !== null && !named.startsWith(`${name}-`);
    const isBare = parent === null && action === 'zoom-2x' && images.length !== 1;
    if (isStrange || isBare) server.complaints.push(`${name} asked for ${prompt} of ${named}`);
  };
  /** A second step must build on a first one of the same picture that is finished. */
  const complain = ({ request, previous }: VendorSubmission): void => {
    const named = ticketSchema.safeParse(previous.at(-1)).data?.ticket;
    const first = server.jobs.find(({ ticket }) => ticket === named);
    if (named !== undefined) server.builtOn.add(named);
    const isRight =
      first?.order === pictureOf(request) &&
      first.ending === 'finishes' &&
      first.finishesAtMs <= world.nowMs();
    if (!isRight) server.complaints.push(`${request.prompt} builds on ${named ?? 'nothing'}`);
  };
  return {
    name,
    label: 'Simulated',
    capabilities: {
      actions: { imagine: {}, vary: {}, reroll: {}, 'zoom-2x': { fromPicture: 'bytes' } },
      speeds: ['fast'],
      promptCharactersMax: 2000,
      imagePrompts: false,
      parameters: 'all',
    },
    limits: { concurrency: 3, firstCheckMs: 5_000, checkEveryMs: 4_000, deadlineMs: 600_000 },
    idempotent: HONOURS_KEYS.includes(nature),
    trustedOrigins: [],
    plan: ({ parent }) => {
      const isPrepared = prepares(nature) && parent !== null;
      const count = nature === 'two-step' || isPrepared ? 2 : 1;
      return planOf(count, { reusable: isPrepared ? 1 : 0 });
    },
    allowedActions: () => null,
    submit: (submission) =>
      world.call(process, `submit of step ${submission.stepIndex + 1}`, (): SubmitOutcome => {
        const { lostBefore, lostAfter, refused, moderated } = faults();
        const happens = (what: string, chance: number): boolean => {
          const isSo = world.random.chance(chance);
          if (isSo) server.windows.add(`${what} submit of step ${submission.stepIndex + 1}`);
          return isSo;
        };
        const lost = { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } } as const;
        if (happens('lost before', lostBefore)) return lost;
        if (happens('refused at', refused)) {
          return { kind: 'refused', failure: { kind: 'unavailable', detail: 'busy' } };
        }
        if (happens('moderated at', moderated)) {
          return { kind: 'refused', failure: { kind: 'moderated', detail: 'no' } };
        }
        const ticket = accept(submission);
        const isBad = nature === 'preparing-badly' && submission.stepIndex === 1;
        if (isBad && world.random.chance(BAD_SECOND.lost)) return lost;
        return happens('lost after', lostAfter) ? lost : { kind: 'accepted', ticket };
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
        if (job.ending === 'gives-up') {
          server.windows.add('given up without a charge');
          const failure = { kind: 'unavailable', detail: 'nobody to hand it to' } as const;
          return { kind: 'failed', failure, isUncharged: true };
        }
        if (job.ending === 'fails') {
          return { kind: 'failed', failure: { kind: 'generation-failed', detail: 'gave up' } };
        }
        return {
          kind: 'finished',
          output: {
            pictures: CELLS.slice(0, job.pictures).map((cell) => ({
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
