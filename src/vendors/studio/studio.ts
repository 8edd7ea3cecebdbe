/**
 * The embedded vendor, labelled a demonstration painter: it draws on this machine, needs no key, and takes a configured
 * time. It has no state that a restart could lose: a ticket holds everything, and painting a ticket again gives the
 * same pictures.
 */

import { z } from 'zod';
import { type ActionName, actionRow } from '#domain/action.ts';
import { dropOldest } from '#domain/bounded-map.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { Archive } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { CheckOutcome, PictureSource, Vendor } from '#ports/vendor.ts';
import { keepPhoto, photoKeysOf, startsFromPicture } from './studio-photo.ts';
import type { StudioPicture } from './studio-picture.ts';
import { STRETCHES_MAX, videoHandle } from './studio-videos.ts';
import { studioWork } from './studio-work.ts';
import type { Photos, Workshop } from './studio-workshop.ts';

const ticketSchema = z.object({
  key: z.string(),
  startedAtMs: z.number(),
  endsAtMs: z.number(),
  work: studioWork,
});
type Ticket = z.infer<typeof ticketSchema>;

/** All actions except the two upscalers of version 5. */
const ACTIONS: readonly ActionName[] = [
  ...(['imagine', 'blend', 'edit', 'retexture', 'describe', 'shorten', 'vary', 'reroll'] as const),
  ...(['upscale-subtle', 'upscale-creative'] as const),
  ...(['vary-subtle', 'vary-strong', 'vary-region'] as const),
  ...(['zoom-2x', 'zoom-1.5x', 'zoom-custom', 'square'] as const),
  ...(['pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
  ...(['animate-high', 'animate-low', 'extend-high', 'extend-low'] as const),
];

const CAPABILITIES: Capabilities = {
  actions: {
    ...Object.fromEntries(
      ACTIONS.map((action) => [
        action,
        {
          ...(['grid', 'videos'].includes(actionRow(action).makes) ? { rewrites: true } : {}),
          ...(action === 'vary-subtle' ? { ofCells: true } : {}),
          ...(startsFromPicture(action) ? { fromPicture: 'bytes' } : {}),
        },
      ]),
    ),
  },
  speeds: ['relax', 'fast', 'turbo'],
  promptCharactersMax: 4000,
  imagePrompts: true,
  readsBytes: true,
  parameters: 'all',
};

/** Previews start here, as with Midjourney's own. */
const PREVIEW_FROM_PERCENT = 30;

/** Paintings kept until they are asked for: more than run at once. */
const MADE_MAX = 16;

/** The studio, drawing in `workshop` and taking `seconds` for a job. */
export function createStudio(settings: {
  readonly workshop: Workshop;
  readonly seconds: number;
  readonly clock: Clock;
  /** Holds the pictures from other vendors that the studio continues from. */
  readonly archive: Pick<Archive, 'get' | 'put'>;
}): Vendor {
  const { archive, workshop } = settings;
  const durationMs = settings.seconds * 1000;
  // Painting starts while the job still "runs", so that the pictures are ready when it ends.
  const made = new Map<string, Promise<readonly PictureSource[]>>();

  const makeAll = (ticket: Ticket): Promise<readonly PictureSource[]> => {
    const known = made.get(ticket.key);
    if (known !== undefined) return known;
    const sources = makeSources(ticket);
    made.set(ticket.key, sources);
    // Cancelled jobs are never asked for; what is dropped too early is painted again.
    dropOldest(made, MADE_MAX);
    // A failed painting is dropped from the cache, so that the next poll paints again.
    sources.catch(() => made.delete(ticket.key));
    return sources;
  };

  async function makeSources({ work }: Ticket): Promise<readonly PictureSource[]> {
    const files = await workshop.make(work, await photosOf(shownIn(work)));
    return files.map((bytes) => ({ kind: 'bytes', bytes }));
  }

  /** The pictures' start pictures; those the archive has lost are omitted. */
  async function photosOf(pictures: readonly StudioPicture[]): Promise<Photos> {
    const photos: Record<string, Uint8Array> = {};
    for (const key of photoKeysOf(pictures)) {
      const bytes = await archive.get(key);
      if (bytes !== null) photos[key] = bytes;
    }
    return photos;
  }

  async function progress(ticket: Ticket, nowMs: number): Promise<CheckOutcome> {
    const spent = nowMs - ticket.startedAtMs;
    const percent = Math.floor((spent / (ticket.endsAtMs - ticket.startedAtMs)) * 100);
    const pictures = shownIn(ticket.work);
    if (percent < PREVIEW_FROM_PERCENT || pictures.length === 0) {
      return { kind: 'running', percent, preview: null };
    }
    const bytes = await workshop.preview(pictures, percent, await photosOf(pictures));
    return { kind: 'running', percent, preview: { kind: 'bytes', bytes } };
  }

  return {
    name: 'studio',
    label: 'Studio (demonstration painter)',
    capabilities: CAPABILITIES,
    limits: {
      concurrency: 4,
      firstCheckMs: Math.round(durationMs / 5),
      checkEveryMs: Math.max(100, Math.round(durationMs / 6)),
      deadlineMs: durationMs + 5 * 60_000,
    },
    isFree: true,
    idempotent: true,
    trustedOrigins: [],
    plan: () => ({ kind: 'steps', steps: [{ reusable: false, price: null }] }),
    allowedActions: (handle) => {
      const videos = videoHandle.safeParse(handle);
      const isLong = videos.data?.clips.some(({ moves }) => moves.length >= STRETCHES_MAX);
      return isLong === true ? [] : null;
    },
    submit: async ({ request, idempotencyKey }) => {
      const photoKey = await keepPhoto(archive, request);
      const work = await workshop.plan(request, idempotencyKey, photoKey);
      if (work === null) {
        const detail = `the studio cannot do ${request.action} with this picture`;
        return { kind: 'refused', failure: { kind: 'action-unavailable', detail } };
      }
      const nowMs = settings.clock.nowMs();
      const ticket: Ticket = {
        key: idempotencyKey,
        startedAtMs: nowMs,
        endsAtMs: nowMs + durationMs,
        work,
      };
      void makeAll(ticket).catch(() => null);
      return { kind: 'accepted', ticket: asJson(ticket) };
    },
    check: async (saved) => {
      const ticket = ticketSchema.parse(saved);
      const nowMs = settings.clock.nowMs();
      if (nowMs < ticket.endsAtMs) return progress(ticket, nowMs);
      const sources = await makeAll(ticket);
      made.delete(ticket.key);
      return finished(ticket, sources);
    },
  };
}

/** The pictures shown in the work. */
function shownIn(work: Ticket['work']): readonly StudioPicture[] {
  if (work.kind === 'pictures') return work.pictures;
  return work.kind === 'videos' ? work.clips.map(({ picture }) => picture) : [];
}

function finished({ work }: Ticket, sources: readonly PictureSource[]): CheckOutcome {
  const output = { pictures: [], composite: null, seed: null };
  switch (work.kind) {
    case 'pictures': {
      const pictures = CELLS.flatMap((cell, place) => {
        const source = sources[place];
        return source === undefined ? [] : [{ cell, source }];
      });
      const seed = work.pictures[0]?.scene.seed ?? null;
      const handle = asJson({ pictures: work.pictures });
      return { kind: 'finished', output: { ...output, pictures, handle, seed } };
    }
    case 'videos':
      return {
        kind: 'finished',
        output: { ...output, videos: sources, handle: asJson({ clips: work.clips }) },
      };
    case 'words': {
      const { texts, tokens } = work;
      return { kind: 'finished', output: { ...output, suggestions: texts, tokens, handle: null } };
    }
    default:
      return work satisfies never;
  }
}

/** Round-trips through JSON, which omits absent fields, as the store will. */
function asJson(value: unknown): Json {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}
