/**
 * Apiframe v2 as its OpenAPI file and pages describe it: jobs, follow-ups on parents of the right
 * kind, idempotent replay, signed deliveries. Purely emulated: no credit is real.
 */
import { Hono } from 'hono';
import type * as z from 'zod';
import type { Size } from '#domain/geometry.ts';
import {
  type ApiframeFacts,
  type ApiframeJob,
  type ApiframeKind,
  deliverChange,
  errorReply,
  jobView,
  json,
  STATUSES,
} from './apiframe-reply.ts';
import {
  type FollowUpBody,
  fieldErrors,
  followUpSchema,
  imageSchema,
  videoSchema,
} from './apiframe-schema.ts';
import { defineEmulator, type EmulatorWorld } from './define-emulator.ts';
import type { JobState } from './emulated-jobs.ts';
import {
  type EmulatedPicture,
  freshPictures,
  pannedPictures,
  variedPictures,
  zoomedPictures,
} from './emulated-pictures.ts';
import { repaintedPictures } from './emulated-views.ts';
import { readMask } from './midjourney-mask.ts';
import { readRatio } from './read-prompt.ts';

const CREDITS = { grid: 16, upsample: 4, video: 40 } as const satisfies Record<
  ApiframeKind,
  number
>;
const ACCOUNT_CREDITS = 10_000;

export default defineEmulator<ApiframeFacts>({
  name: 'apiframe',
  apiKey: `afk_${'0123456789'.repeat(4)}`,
  faults: {
    'bare-string-result': 'the result is one address instead of an object',
    'null-result': 'the job is COMPLETED and its result null',
    'no-grid': 'the result has no gridUrl',
    'parent-409': 'the parent lacks the action',
    purged: 'files are gone and jobs say so',
    'hex-key-signature': 'deliveries are signed with the digest’s text, not its bytes',
  },
  texts: {
    failed: 'provider_error',
    moderated: 'Provider returned an error: content policy violation',
  },
  errorReply,
  operationOf: (method, path) => {
    if (path.startsWith('/images/') || path.startsWith('/videos/')) return 'picture';
    if (path.startsWith('/v2/jobs/')) return 'check';
    return method === 'POST' ? 'submit' : 'other';
  },
  create: (world) => {
    const api = createApi(world);
    return { routes: api, jobChanged: (job, state) => deliverChange(world, job, state) };
  },
});

function createApi(world: EmulatorWorld<ApiframeFacts>): Hono {
  const { jobs, faults, pictures, apiKey, dice } = world;
  const app = new Hono();
  app.use('/v2/*', async (context, next) => {
    const given = context.req.header('x-api-key');
    return given === apiKey ? next() : json(401, { error: 'Invalid or missing API key' });
  });

  const accept = (
    key: string | undefined,
    facts: ApiframeFacts,
    pictureCount: number,
  ): Response => {
    if (key !== undefined && key.length > 255)
      return json(400, { error: 'Idempotency-Key too long' });
    const known = key === undefined ? undefined : replayed(key);
    if (known !== undefined) {
      return known.facts.body === facts.body
        ? json(202, { jobId: known.id, status: STATUSES[jobs.stateOf(known).kind] })
        : json(409, { error: 'Idempotency key was used with a different body' });
    }
    const job = jobs.accept({
      id: dice.uuid(),
      facts,
      idempotencyKey: key ?? null,
      price: CREDITS[facts.kind],
      pictureCount,
      durationFactor: facts.kind === 'upsample' ? 0.1 : 1,
    });
    return json(202, { jobId: job.id, status: 'QUEUED' });
  };
  const replayed = (key: string): ApiframeJob | undefined =>
    jobs.all().find((job) => job.idempotencyKey === key);

  app.post('/v2/images/generate', async (context) => {
    const text = await context.req.text();
    const form = readSchema(imageSchema, text);
    if (form instanceof Response) return form;
    const ratio = readRatio(form.midjourneyParams?.aspect_ratio);
    const painted = freshPictures(form.prompt, ratio, dice.seed());
    const facts = factsOf('grid', form.model, painted, form, text);
    return accept(context.req.header('idempotency-key'), facts, 4);
  });

  app.post('/v2/images/midjourney/action', async (context) => {
    const text = await context.req.text();
    const form = readSchema(followUpSchema, text);
    if (form instanceof Response) return form;
    if (faults.take('parent-409') !== null) return errorReply(409);
    const parent = jobs.find(form.parentJobId);
    const picture = parent === null ? null : parentPicture(parent, form, jobs.stateOf(parent));
    if (picture === null) return json(400, { error: 'Parent job cannot take this action' });
    const kind = form.action === 'upsample' ? 'upsample' : 'grid';
    const made = await followUpPictures(form, picture, pictures.sizeOf(picture), dice.seed());
    if (typeof made === 'string') return json(400, { error: made });
    const facts = factsOf(kind, 'midjourney', made, form, text);
    return accept(context.req.header('idempotency-key'), facts, kind === 'grid' ? 4 : 1);
  });

  app.post('/v2/videos/generate', async (context) => {
    const text = await context.req.text();
    const form = readSchema(videoSchema, text);
    if (form instanceof Response) return form;
    return accept(
      context.req.header('idempotency-key'),
      factsOf('video', form.model, [], form, text),
      4,
    );
  });

  app.get('/v2/jobs/:id', (context) => {
    const job = jobs.find(context.req.param('id'));
    return job === null ? errorReply(404) : json(200, jobView(world, job));
  });

  app.get('/v2/me', () => {
    const taken = jobs.all().filter((job) => jobs.stateOf(job).kind !== 'failed');
    const credits = ACCOUNT_CREDITS - taken.reduce((sum, job) => sum + job.price, 0);
    const team = { id: dice.uuid(), name: 'Emulated', credits, plan: 'starter', customerId: null };
    return json(200, {
      user: { id: dice.uuid(), email: 'a@b.c', role: 'OWNER' },
      team,
      apiKey: null,
    });
  });

  app.get('/images/:file', async (context) => {
    const [, id = '', part = ''] = /^(.+)-(grid|[1-4])\.png$/.exec(context.req.param('file')) ?? [];
    const job = jobs.find(id);
    const picture = job?.facts.pictures[Number(part) - 1];
    if (job === null || faults.isOn('purged') || (part !== 'grid' && picture === undefined)) {
      return new Response('Not Found', { status: 404 });
    }
    const bytes = picture ? await pictures.file(picture) : await pictures.grid(job.facts.pictures);
    return new Response(Buffer.from(bytes), { headers: { 'content-type': 'image/png' } });
  });
  return app;
}

function readSchema<Form>(schema: z.ZodType<Form>, text: string): Form | Response {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return json(400, { error: 'Invalid JSON' });
  }
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  return json(400, { error: 'Validation failed', details: fieldErrors(read.error) });
}

function factsOf(
  kind: ApiframeKind,
  model: string,
  pictures: readonly EmulatedPicture[],
  form: {
    readonly webhookUrl?: string | undefined;
    readonly webhookEvents?: readonly string[] | undefined;
  },
  body: string,
): ApiframeFacts {
  const webhookEvents = form.webhookEvents ?? ['completed', 'failed'];
  return { kind, model, pictures, body, webhookUrl: form.webhookUrl ?? null, webhookEvents };
}

/** The picture that a follow-up starts from; null where the parent is not of the kind it needs. */
function parentPicture(
  parent: ApiframeJob,
  form: FollowUpBody,
  state: JobState,
): EmulatedPicture | null {
  const fromGrid = form.action === 'upsample' || form.action === 'variation';
  if (state.kind !== 'done' || parent.facts.kind !== (fromGrid ? 'grid' : 'upsample')) return null;
  return parent.facts.pictures[fromGrid ? form.index - 1 : 0] ?? null;
}

/** What comes of the picture; what is wrong with the mask where that is so. */
async function followUpPictures(
  form: FollowUpBody,
  picture: EmulatedPicture,
  size: Size,
  seed: number,
): Promise<readonly EmulatedPicture[] | string> {
  switch (form.action) {
    case 'upsample':
      return [picture];
    case 'variation':
      return variedPictures(picture, seed);
    case 'inpaint': {
      const mask = await readMask(form.mask, size, 'white-on-black');
      if (mask.kind === 'problem') return mask.why;
      const prompt = form.prompt ?? picture.scene.prompt;
      return repaintedPictures(picture, { mask: mask.png, prompt, seed });
    }
    case 'outpaint':
      return zoomedPictures(picture, form.zoomRatio, seed);
    case 'pan':
      return pannedPictures(picture, form.direction, seed);
    default:
      return form satisfies never;
  }
}
