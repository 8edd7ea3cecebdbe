/**
 * The embedded vendor, honestly labelled a demonstration painter: it draws on this machine, needs
 * no key, and takes as long as it is told to. It keeps no state that a restart could lose: a
 * ticket holds everything, and painting the same ticket again gives the same pictures.
 */
import sharp from 'sharp';
import { z } from 'zod';
import type { Capabilities } from '#domain/capabilities.ts';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { RawPicture } from '#images/painter.ts';
import type { Clock } from '#ports/clock.ts';
import type { CheckOutcome, PictureSource, Vendor } from '#ports/vendor.ts';
import { planPictures, type StudioPicture, studioPicture } from './studio-plan.ts';

/** Paints one window; off the event loop. */
export type Paint = (picture: StudioPicture) => Promise<RawPicture>;

const ticketSchema = z.object({
  key: z.string(),
  startedAtMs: z.number(),
  endsAtMs: z.number(),
  pictures: z.array(studioPicture).min(1),
});
type Ticket = z.infer<typeof ticketSchema>;

const CAPABILITIES: Capabilities = {
  actions: {
    imagine: {},
    vary: {},
    reroll: {},
    'upscale-subtle': {},
    'upscale-creative': {},
    'vary-subtle': {},
    'vary-strong': {},
    'zoom-2x': {},
    'zoom-1.5x': {},
    square: {},
    'pan-left': {},
    'pan-right': {},
    'pan-up': {},
    'pan-down': {},
  },
  speeds: ['relax', 'fast', 'turbo'],
  promptCharactersMax: 4000,
  imagePrompts: false,
  parameters: 'all',
};

/** From here on there is something to look at, as with Midjourney's own previews. */
const PREVIEW_FROM_PERCENT = 30;
const PREVIEW_SIDE = 512;

/** The studio, painting with `paint` and taking `seconds` for a job. */
export function createStudio(settings: {
  readonly paint: Paint;
  readonly seconds: number;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}): Vendor {
  const durationMs = settings.seconds * 1000;
  // Painting begins while the job still "runs", so that the pictures are ready when it ends.
  const painted = new Map<string, Promise<readonly PictureSource[]>>();

  const paintAll = (ticket: Ticket): Promise<readonly PictureSource[]> => {
    const known = painted.get(ticket.key);
    if (known !== undefined) return known;
    const pictures = Promise.all(
      ticket.pictures.map((picture) => paintPng(settings.paint, picture)),
    );
    painted.set(ticket.key, pictures);
    // A failed painting is forgotten: whoever asks next paints again.
    pictures.catch(() => painted.delete(ticket.key));
    return pictures;
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
    stepCount: () => 1,
    allowedActions: () => null,
    submit: async ({ request, idempotencyKey }) => {
      const pictures = planPictures(request, idempotencyKey);
      if (pictures === null) {
        const detail = `the studio cannot do ${request.action} with this picture`;
        return { kind: 'refused', failure: { kind: 'action-unavailable', detail } };
      }
      const nowMs = settings.clock.nowMs();
      const ticket: Ticket = {
        key: idempotencyKey,
        startedAtMs: nowMs,
        endsAtMs: nowMs + durationMs,
        pictures: [...pictures],
      };
      void paintAll(ticket).catch(() => null);
      return { kind: 'accepted', ticket: asJson(ticket) };
    },
    check: async (saved) => {
      const ticket = ticketSchema.parse(saved);
      const nowMs = settings.clock.nowMs();
      if (nowMs < ticket.endsAtMs) return progress(settings.paint, ticket, nowMs);
      const sources = await paintAll(ticket);
      painted.delete(ticket.key);
      return finished(ticket, sources);
    },
    close: settings.close,
  };
}

async function progress(paint: Paint, ticket: Ticket, nowMs: number): Promise<CheckOutcome> {
  const spent = nowMs - ticket.startedAtMs;
  const percent = Math.floor((spent / (ticket.endsAtMs - ticket.startedAtMs)) * 100);
  const preview =
    percent < PREVIEW_FROM_PERCENT ? null : await paintPreview(paint, ticket, percent);
  return { kind: 'running', percent, preview };
}

function finished(ticket: Ticket, sources: readonly PictureSource[]): CheckOutcome {
  const pictures = CELLS.flatMap((cell, place) => {
    const source = sources[place];
    return source === undefined ? [] : [{ cell, source }];
  });
  return {
    kind: 'finished',
    output: {
      pictures,
      composite: null,
      handle: asJson({ pictures: ticket.pictures }),
      seed: ticket.pictures[0]?.scene.seed ?? null,
    },
  };
}

/** The pictures as they would look half done: small, and the blurrier the earlier. */
async function paintPreview(paint: Paint, ticket: Ticket, percent: number): Promise<PictureSource> {
  const first = ticket.pictures[0];
  const columns = ticket.pictures.length > 1 ? 2 : 1;
  const longSide = Math.max(first?.window.pixels.width ?? 1, first?.window.pixels.height ?? 1);
  const scale = PREVIEW_SIDE / columns / longSide;
  const small = await Promise.all(
    ticket.pictures.map(({ scene, window }) =>
      paint({
        scene,
        window: {
          ...window,
          pixels: {
            width: Math.max(1, Math.round(window.pixels.width * scale)),
            height: Math.max(1, Math.round(window.pixels.height * scale)),
          },
        },
      }),
    ),
  );
  const width = small[0]?.width ?? 1;
  const height = small[0]?.height ?? 1;
  const bytes = await sharp({
    create: {
      width: width * columns,
      height: height * columns,
      channels: 3,
      background: '#808080',
    },
  })
    .composite(
      small.map((picture, place) => ({
        input: picture.data,
        raw: { width: picture.width, height: picture.height, channels: 3 },
        left: (place % columns) * width,
        top: Math.floor(place / columns) * height,
      })),
    )
    .blur(Math.max(0.5, (100 - percent) / 6))
    .webp({ quality: 80 })
    .toBuffer();
  return { kind: 'bytes', bytes };
}

async function paintPng(paint: Paint, picture: StudioPicture): Promise<PictureSource> {
  const { data, width, height } = await paint(picture);
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return { kind: 'bytes', bytes };
}

/** What is saved must survive being written as JSON; absent fields are left out by that. */
function asJson(value: unknown): Json {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}
