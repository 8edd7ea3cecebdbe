/**
 * The embedded vendor, honestly labelled a demonstration painter: it draws on this machine, needs
 * no key, and takes as long as it is told to. It keeps no state that a restart could lose: a
 * ticket holds everything, and painting the same ticket again gives the same pictures.
 */

import { z } from 'zod';
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import { sharp } from '#images/sharp.ts';
import type { Archive } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { CheckOutcome, PictureSource, Vendor } from '#ports/vendor.ts';
import { type Easel, type Painter, paintPicture } from './studio-paint.ts';
import { givenPhoto, goesOnFromPicture } from './studio-photo.ts';
import type { StudioPicture } from './studio-picture.ts';
import { paintPreview } from './studio-preview.ts';
import { STRETCHES_MAX, shootVideo, videoHandle } from './studio-videos.ts';
import { planWork, studioWork } from './studio-work.ts';

const ticketSchema = z.object({
  key: z.string(),
  startedAtMs: z.number(),
  endsAtMs: z.number(),
  work: studioWork,
});
type Ticket = z.infer<typeof ticketSchema>;

/** Everything but the two upscalers of version 5. */
const ACTIONS: readonly ActionName[] = [
  'imagine',
  'blend',
  'edit',
  'retexture',
  'describe',
  'shorten',
  'vary',
  'reroll',
  'upscale-subtle',
  'upscale-creative',
  'vary-subtle',
  'vary-strong',
  'vary-region',
  'zoom-2x',
  'zoom-1.5x',
  'zoom-custom',
  'square',
  'pan-left',
  'pan-right',
  'pan-up',
  'pan-down',
  'animate-high',
  'animate-low',
  'extend-high',
  'extend-low',
];

const CAPABILITIES: Capabilities = {
  actions: {
    ...Object.fromEntries(
      ACTIONS.map((action) => [
        action,
        {
          ...(['grid', 'videos'].includes(actionRow(action).makes) ? { rewrites: true } : {}),
          ...(action === 'vary-subtle' ? { ofCells: true } : {}),
          ...(goesOnFromPicture(action) ? { fromPicture: 'bytes' } : {}),
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

/** From here on there is something to look at, as with Midjourney's own previews. */
const PREVIEW_FROM_PERCENT = 30;

/** The studio, painting with `painter` and taking `seconds` for a job. */
export function createStudio(settings: {
  readonly painter: Painter;
  readonly seconds: number;
  readonly clock: Clock;
  /** Where pictures are kept that others made and the studio goes on from. */
  readonly archive: Pick<Archive, 'get' | 'put'>;
  readonly close: () => Promise<void>;
}): Vendor {
  const { archive } = settings;
  const painter: Easel = { ...settings.painter, photoOf: (key) => archive.get(key) };
  const durationMs = settings.seconds * 1000;
  // Painting begins while the job still "runs", so that the pictures are ready when it ends.
  const made = new Map<string, Promise<readonly PictureSource[]>>();

  const makeAll = (ticket: Ticket): Promise<readonly PictureSource[]> => {
    const known = made.get(ticket.key);
    if (known !== undefined) return known;
    const sources = makeSources(painter, ticket);
    made.set(ticket.key, sources);
    // A failed painting is forgotten: whoever asks next paints again.
    sources.catch(() => made.delete(ticket.key));
    return sources;
  };

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
    idempotent: true,
    trustedOrigins: [],
    plan: () => ({ kind: 'steps', steps: [{ reusable: false, price: null }] }),
    allowedActions: (handle) => {
      const videos = videoHandle.safeParse(handle);
      const isLong = videos.data?.clips.some(({ moves }) => moves.length >= STRETCHES_MAX);
      return isLong === true ? [] : null;
    },
    submit: async ({ request, idempotencyKey }) => {
      const work = await planWork(request, idempotencyKey, await givenPhoto(archive, request));
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
      if (nowMs < ticket.endsAtMs) return progress(painter, ticket, nowMs);
      const sources = await makeAll(ticket);
      made.delete(ticket.key);
      return finished(ticket, sources);
    },
    close: settings.close,
  };
}

/** Pictures or videos in their order; words have none. */
async function makeSources(painter: Easel, { work }: Ticket): Promise<readonly PictureSource[]> {
  switch (work.kind) {
    case 'pictures':
      return Promise.all(work.pictures.map((picture) => paintPng(painter, picture)));
    case 'videos': {
      const videos = await Promise.all(work.clips.map((clip) => shootVideo(painter, clip)));
      return videos.map((bytes) => ({ kind: 'bytes', bytes }));
    }
    case 'words':
      return [];
    default:
      return work satisfies never;
  }
}

async function progress(painter: Easel, ticket: Ticket, nowMs: number): Promise<CheckOutcome> {
  const spent = nowMs - ticket.startedAtMs;
  const percent = Math.floor((spent / (ticket.endsAtMs - ticket.startedAtMs)) * 100);
  const pictures = shownWhile(ticket);
  const preview =
    percent < PREVIEW_FROM_PERCENT || pictures.length === 0
      ? null
      : await paintPreview(painter, pictures, percent);
  return { kind: 'running', percent, preview };
}

function shownWhile({ work }: Ticket): readonly StudioPicture[] {
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

async function paintPng(painter: Easel, picture: StudioPicture): Promise<PictureSource> {
  const { data, width, height } = await paintPicture(painter, picture, picture.window);
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return { kind: 'bytes', bytes };
}

/** What is saved must survive being written as JSON; absent fields are left out by that. */
function asJson(value: unknown): Json {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}
