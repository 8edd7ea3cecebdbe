/**
 * Ace Data Cloud's Midjourney API as its pages describe it: tasks without states, follow-ups by
 * image id and by what the parent lists, calls that stay open unless told not to, deliveries that
 * nobody signs. Purely emulated: no credit is real.
 */
import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import { servePicture } from './acedata-files.ts';
import { generated } from './acedata-pictures.ts';
import {
  type AcedataFacts,
  deliverChange,
  errorReply,
  json,
  refusal,
  responseOf,
} from './acedata-reply.ts';
import {
  describeSchema,
  editsSchema,
  imagineSchema,
  seedSchema,
  shortenSchema,
  tasksSchema,
  translateSchema,
  videosSchema,
} from './acedata-schema.ts';
import { describeSuggestions, shortenSuggestions } from './acedata-suggestions.ts';
import { canAnimate, edited, imagined, tasksReply } from './acedata-tasks.ts';
import { createWaiting, type Waiting } from './acedata-waiting.ts';
import { defineEmulator, type EmulatorWorld } from './define-emulator.ts';
import { colourOf } from './given-pictures.ts';

type Made = Pick<AcedataFacts, 'type' | 'shape' | 'pictures' | 'actions' | 'isV5' | 'isSplit'>;
type Reporting = {
  readonly async?: boolean | undefined;
  readonly callback_url?: string | undefined;
};

export default defineEmulator<AcedataFacts>({
  name: 'acedata',
  apiKey: 'ace-0123456789abcdef',
  faults: {
    'unknown-task': 'tasks are answered with {} although they were accepted',
    'string-error': 'a failed task has its error as a text and no end',
    'no-actions': 'results list no actions',
    'no-split': 'results have no separate pictures',
    'no-echo': 'records do not repeat the callback address',
    'record-progress': 'records of running tasks have progress and a preview',
    'empty-state': 'records have a state, and it is empty',
    'used-up': 'the balance is used up: 403 with its own code',
    'refused-in-200': 'the refusal comes with status 200',
    'accepted-504': 'accepts, then answers 504 timeout',
    'region-refused': 'the parent takes no region',
  },
  texts: {
    failed: 'api_error: fetch failed',
    moderated: 'forbidden: Our AI moderators feel your prompt might be against our standards.',
  },
  errorReply,
  operationOf: (_method, path) => {
    if (path.startsWith('/images/') || path.startsWith('/videos/')) return 'picture';
    if (path === '/midjourney/tasks') return 'check';
    return path.startsWith('/midjourney/') ? 'submit' : 'other';
  },
  create: (world) => {
    const waiting = createWaiting();
    return {
      routes: createApi(world, waiting),
      jobChanged: (job, state) => {
        waiting.tell(job.id, state);
        deliverChange(world, job, state);
      },
    };
  },
});

function createApi(world: EmulatorWorld<AcedataFacts>, waiting: Waiting): Hono {
  const { jobs, faults, apiKey, dice } = world;
  const app = new Hono();
  app.use('/midjourney/*', async (context, next) => {
    const given = context.req.header('authorization');
    if (given === undefined) return refusal(401, 'no_token', 'No token is specified.');
    if (given !== `Bearer ${apiKey}`) return errorReply(401);
    if (context.req.path === '/midjourney/tasks') return next();
    if (faults.take('used-up') !== null) return refusal(403, 'used_up', 'Balance is used up.');
    if (faults.take('refused-in-200') === null) return next();
    return refusal(200, 'bad_request', 'Unrecognized argument(s): --foo');
  });
  app.notFound(() => errorReply(404));

  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(dice.unit() * 10)).join('');

  /** Takes the task, and answers as it was asked to: at once, at the end, or line by line. */
  const accept = async (
    context: Context,
    made: Made,
    form: Reporting & Readonly<Record<string, unknown>>,
  ): Promise<Response> => {
    const isStreamed = context.req.header('accept') === 'application/x-ndjson';
    const callbackUrl = form.callback_url ?? null;
    const job = jobs.accept({
      id: dice.uuid(),
      facts: { ...made, resultId: `129${digits(16)}`, request: form, callbackUrl, isStreamed },
      idempotencyKey: null,
      price: form.mode === 'turbo' ? 2 : 1,
      pictureCount: made.pictures.length,
      durationFactor: made.shape === 'solo' ? 0.2 : 1,
    });
    if (faults.take('accepted-504') !== null) return errorReply(504);
    if (form.async === true || callbackUrl !== null) return json(200, { task_id: job.id });
    if (isStreamed) return waiting.stream(job.id, (state) => responseOf(world, job, state));
    return waiting.reply(job.id, (state) => json(200, responseOf(world, job, state)));
  };

  app.post('/midjourney/imagine', async (context) => {
    const form = await readSchema(imagineSchema, context);
    if (form instanceof Response) return form;
    const made = await imagined(world, form);
    if (made instanceof Response) return made;
    const isSplit = form.split_images ?? false;
    return accept(context, { ...made, type: 'imagine', isSplit }, form);
  });

  app.post('/midjourney/edits', async (context) => {
    const form = await readSchema(editsSchema, context);
    if (form instanceof Response) return form;
    const made = await edited(world, form);
    if (made instanceof Response) return made;
    return accept(context, { ...made, type: 'edits', isV5: false, isSplit: true }, form);
  });

  app.post('/midjourney/videos', async (context) => {
    const form = await readSchema(videosSchema, context);
    if (form instanceof Response) return form;
    if (!canAnimate(world, form)) return refusal(400, 'bad_request', 'video_id is not found');
    const { pictures } = generated('cover', dice.seed());
    const made = { pictures, actions: [], isV5: false, isSplit: false } as const;
    return accept(context, { ...made, type: 'videos', shape: 'videos' }, form);
  });

  /** Answered while one waits; nobody but the books knows of the task. */
  const answer = async <Form extends Readonly<Record<string, unknown>>>(
    context: Context,
    schema: z.ZodType<Form>,
    write: (form: Form) => unknown,
  ): Promise<Response> => {
    const form = await readSchema(schema, context);
    if (form instanceof Response) return form;
    const made = { pictures: [], actions: [], isV5: false, isSplit: false } as const;
    const told = { request: form, callbackUrl: null, isStreamed: false, resultId: '' } as const;
    const job = jobs.accept({
      id: dice.uuid(),
      facts: { ...made, ...told, type: 'describe', shape: 'texts' },
      idempotencyKey: null,
      price: 0.1,
      durationFactor: 0,
      pictureCount: 0,
    });
    const state = jobs.stateOf(job);
    return state.kind === 'failed'
      ? json(200, responseOf(world, job, state))
      : json(200, write(form));
  };
  app.post('/midjourney/describe', async (context) => {
    const asked = describeSchema.safeParse(
      await context.req.raw
        .clone()
        .json()
        .catch(() => null),
    );
    const files = await world.pictures.given(asked.success ? [asked.data.image_url] : []);
    if (files === null) return refusal(400, 'bad_request', 'image_url can not be downloaded');
    const colours = await Promise.all(files.map(colourOf));
    return answer(context, describeSchema, () => ({
      descriptions: describeSuggestions(colours[0] ?? 'grey'),
    }));
  });
  app.post('/midjourney/shorten', (context) =>
    answer(context, shortenSchema, (form) => ({ prompts: shortenSuggestions(form.prompt) })),
  );
  app.post('/midjourney/translate', (context) =>
    answer(context, translateSchema, (form) => ({ content: form.content })),
  );
  app.post('/midjourney/seed', (context) =>
    answer(context, seedSchema, (form) => ({ seed: form.image_id.slice(-10) })),
  );

  app.post('/midjourney/tasks', async (context) => {
    const form = await readSchema(tasksSchema, context);
    return form instanceof Response ? form : json(200, tasksReply(world, form));
  });

  app.get('/images/:id/:file', (context) => servePicture(world, context.req.param()));
  return app;
}

async function readSchema<Form>(
  schema: z.ZodType<Form>,
  context: Context,
): Promise<Form | Response> {
  const body: unknown = await context.req.json().catch(() => undefined);
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') ?? '';
  return refusal(400, 'bad_request', `The json payload is not valid: ${field} ${issue?.message}`);
}
