/**
 * MidAPI as its pages describe it: an envelope whose code is the truth while the HTTP status says
 * 200, tasks without progress, no idempotency. Purely emulated: no credit is real.
 */
import { type Context, Hono } from 'hono';
import sharp from 'sharp';
import * as z from 'zod';
import { CELLS } from '#domain/geometry.ts';
import { defineEmulator, type EmulatorWorld } from './define-emulator.ts';
import { type EmulatedPicture, freshPictures, variedPictures } from './emulated-pictures.ts';
import { enlargedPicture } from './emulated-views.ts';
import { deliverChange, type MidapiFacts, recordOf } from './midapi-reply.ts';
import {
  extendSchema,
  followUpSchema,
  type GenerateBody,
  generateSchema,
} from './midapi-schema.ts';
import { readRatio } from './read-prompt.ts';

const CREDITS = 1_000;
const IMAGE_CREDITS = { relaxed: 3, fast: 8, turbo: 16 } as const;
const VIDEO_CREDITS = 60;

/** How often a record is not there yet under `late-record`. */
const LATE_LOOKS = 2;

const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'You do not have access permissions',
  402: 'Insufficient credits',
  404: 'Not found',
  422: 'Validation error',
  429: 'Too many requests',
  455: 'Service is under maintenance',
  505: 'Feature disabled',
};

const envelope = (code: number, msg: string, data: unknown = null): Response =>
  Response.json({ code, msg, data });

const errorReply = (code: number, text?: string): Response =>
  envelope(code, text ?? ERROR_TEXTS[code] ?? 'Server error');

export default defineEmulator<MidapiFacts>({
  name: 'midapi',
  apiKey: 'midapi-key-0123456789abcdef',
  faults: {
    'late-record': 'the first two looks at a task find no record',
    'text-result': 'resultInfoJson is text, and its links are plain',
    'http-status': 'errors carry their code as HTTP status too',
    'interim-callback': 'a delivery without links comes in between',
    'upscale-is-crop': 'an upscale has the pixels that its parent has; the pages do not say',
    'links-refused': 'result links answer 403; the ones they are exchanged for work',
    'single-extension': 'an extension is one video; the pages do not say how many',
    'signed-callback': 'deliveries are signed with the key `webhook-key`',
  },
  texts: { failed: 'Image generation failed', moderated: 'Prompt was rejected' },
  errorReply,
  operationOf: (method, path) => {
    if (path.startsWith('/v/')) return 'picture';
    if (path === '/api/v1/mj/record-info') return 'check';
    return method === 'POST' && path.startsWith('/api/v1/mj/') ? 'submit' : 'other';
  },
  create: (world) => ({
    routes: createApi(world),
    jobChanged: (job, state) => deliverChange(world, job, state),
  }),
});

function createApi(world: EmulatorWorld<MidapiFacts>): Hono {
  const { jobs, faults, dice, pictures, apiKey } = world;
  const polls = new Map<string, number>();
  const app = new Hono();
  app.use('/api/*', async (context, next) => {
    if (context.req.header('authorization') === `Bearer ${apiKey}`) return next();
    return Response.json({ code: 401, msg: ERROR_TEXTS[401], data: null }, { status: 401 });
  });
  app.use('/api/*', async (context, next) => {
    await next();
    if (!faults.isOn('http-status')) return;
    const body = z.looseObject({ code: z.number() }).parse(await context.res.clone().json());
    if (body.code !== 200) context.res = Response.json(body, { status: body.code });
  });

  const accept = (facts: MidapiFacts, price: number): Response => {
    const id = `mj_task_${dice.uuid().replaceAll('-', '')}`;
    jobs.accept({
      id,
      facts,
      idempotencyKey: null,
      price,
      pictureCount: facts.shape === 'image' ? 4 : facts.shape === 'upscale' ? 1 : facts.videoCount,
    });
    return envelope(200, 'success', { taskId: id });
  };

  app.post('/api/v1/mj/generate', async (context) => {
    const body = await context.req.text();
    const form = readSchema(generateSchema, body);
    if (form instanceof Response) return form;
    const isVideo = form.taskType === 'mj_video' || form.taskType === 'mj_video_hd';
    const facts = {
      shape: isVideo ? 'video' : 'image',
      taskType: form.taskType,
      pictures: isVideo ? [] : paintedFor(form, dice.seed()),
      videoCount: 'videoBatchSize' in form ? (form.videoBatchSize ?? 1) : 1,
      body,
      callBackUrl: form.callBackUrl ?? null,
    } as const;
    const speed = 'speed' in form ? (form.speed ?? 'fast') : 'fast';
    return accept(facts, isVideo ? VIDEO_CREDITS : IMAGE_CREDITS[speed]);
  });

  const followUp = async (context: Context, shape: 'image' | 'upscale') => {
    const body = await context.req.text();
    const form = readSchema(followUpSchema, body);
    if (form instanceof Response) return form;
    const parent = jobs.find(form.taskId);
    const picture = parent?.facts.pictures[form.imageIndex];
    if (parent === null || jobs.stateOf(parent).kind !== 'done' || picture === undefined) {
      return errorReply(404);
    }
    const enlarged = faults.isOn('upscale-is-crop') ? picture : enlargedPicture(picture);
    const made = shape === 'upscale' ? [enlarged] : variedPictures(picture, dice.seed());
    const taskType = shape === 'upscale' ? 'mj_upscale' : 'mj_variation';
    const callBackUrl = form.callBackUrl ?? null;
    const facts = { shape, taskType, pictures: made, videoCount: 0, body, callBackUrl };
    return accept(facts, 0);
  };
  app.post('/api/v1/mj/generateVary', (context) => followUp(context, 'image'));
  app.post('/api/v1/mj/generateUpscale', (context) => followUp(context, 'upscale'));

  app.post('/api/v1/mj/generateVideoExtend', async (context) => {
    const body = await context.req.text();
    const form = readSchema(extendSchema, body);
    if (form instanceof Response) return form;
    const parent = jobs.find(form.taskId);
    const isVideo = parent !== null && /^mj_video(?:_hd)?$/.test(parent.facts.taskType);
    const isThere = isVideo && form.index < parent.pictureCount;
    if (!isThere || jobs.stateOf(parent).kind !== 'done') return errorReply(404);
    const { taskType, callBackUrl = null } = form;
    const videoCount = faults.isOn('single-extension') ? 1 : CELLS.length;
    const facts = { taskType, pictures: [], videoCount, body, callBackUrl };
    return accept({ ...facts, shape: 'video' }, VIDEO_CREDITS);
  });

  app.get('/api/v1/mj/record-info', (context) => {
    const job = jobs.find(context.req.query('taskId') ?? '');
    if (job === null) return errorReply(404);
    const looked = (polls.get(job.id) ?? 0) + 1;
    polls.set(job.id, looked);
    if (faults.isOn('late-record') && looked <= LATE_LOOKS) return errorReply(404);
    return envelope(200, 'success', recordOf(world, job));
  });

  app.get('/api/v1/common/credit', () => {
    const paid = jobs.all().filter((job) => jobs.stateOf(job).kind !== 'failed');
    return envelope(200, 'success', CREDITS - paid.reduce((sum, job) => sum + job.price, 0));
  });

  app.post('/api/v1/common/download-url', async (context) => {
    const form = readSchema(z.strictObject({ url: z.url() }), await context.req.text());
    if (form instanceof Response) return form;
    // What another account made is none of this one's.
    if (!form.url.startsWith(`${world.origin()}/v/`)) return errorReply(422);
    return envelope(200, 'success', `${form.url}?direct=${dice.uuid()}`);
  });

  app.get('/v/:file', async (context) => {
    const isDirect = context.req.query('direct') !== undefined;
    if (faults.isOn('links-refused') && !isDirect) return new Response('', { status: 403 });
    const [, id = '', place = ''] = /^(.+)_0_([0-3])\.jpeg$/.exec(context.req.param('file')) ?? [];
    const picture = jobs.find(id)?.facts.pictures[Number(place)];
    if (picture === undefined) return new Response('Not Found', { status: 404 });
    const bytes = await sharp(await pictures.file(picture))
      .jpeg({ quality: 90 })
      .toBuffer();
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/jpeg' } });
  });
  return app;
}

function readSchema<Form>(schema: z.ZodType<Form>, text: string): Form | Response {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : errorReply(422, read.error.issues[0]?.message);
  } catch {
    return errorReply(400, 'Invalid JSON');
  }
}

function paintedFor(form: GenerateBody, seed: number): readonly EmulatedPicture[] {
  const asked = 'aspectRatio' in form ? (form.aspectRatio ?? '1:1') : '1:1';
  return freshPictures(form.prompt, readRatio(asked), seed);
}
