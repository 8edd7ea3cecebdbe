/**
 * APIXO's Midjourney as its pages describe it: one envelope for everything, tasks without progress,
 * follow-ups by task and picture from 0, field names of one dialect at a time. Purely emulated: no
 * dollar is real.
 */
import { Hono } from 'hono';
import { make } from './apixo-make.ts';
import { type ApixoFacts, deliverEnd, errorReply, statusOf, success } from './apixo-reply.ts';
import { heededInput, inputFormB, inputFormC, submitSchema } from './apixo-schema.ts';
import { defineEmulator, type EmulatorWorld } from './define-emulator.ts';

const ACCOUNT_DOLLARS = 100;

export default defineEmulator<ApixoFacts>({
  name: 'apixo',
  apiKey: 'apixo-0123456789abcdef',
  faults: {
    'dialect-b': 'speaks the older field names, and refuses the newer ones',
    'ignores-names': 'drops the names of the other dialect without a word',
    'result-object': 'resultJson is an object instead of a text',
    'url-objects': 'result addresses are objects with a url',
    'no-results': 'a success has no addresses',
    'other-fail-codes': 'failure codes of another page',
    'unknown-task-400': 'an unknown task is 400 instead of 404',
    'code-in-200': 'errors come with HTTP status 200 and their code inside',
  },
  texts: {
    failed: 'GENERATION_FAILED: the generation failed',
    moderated: 'CONTENT_VIOLATION: the prompt was rejected',
  },
  errorReply,
  operationOf: (method, path) => {
    if (path.startsWith('/files/')) return 'picture';
    if (path.startsWith('/statusTask/')) return 'check';
    return method === 'POST' ? 'submit' : 'other';
  },
  create: (world) => ({
    routes: createApi(world),
    jobChanged: (job, state) => deliverEnd(world, job, state),
  }),
});

function createApi(world: EmulatorWorld<ApixoFacts>): Hono {
  const { jobs, faults, apiKey, dice, pictures } = world;
  const app = new Hono();
  app.notFound(() => errorReply(404));
  app.use('*', async (context, next) => {
    const isOpen = context.req.path.startsWith('/files/');
    const given = context.req.header('authorization');
    return isOpen || given === `Bearer ${apiKey}` ? next() : errorReply(401);
  });

  const refused = async (text: string): Promise<Response> => {
    const reply = errorReply(400, text);
    return faults.isOn('code-in-200') ? Response.json(await reply.json()) : reply;
  };

  app.post('/generateTask/midjourney', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const form = submitSchema.safeParse(body);
    if (!form.success) return refused(form.error.issues[0]?.message ?? 'Invalid request');
    const inputSchema = faults.isOn('dialect-b') ? inputFormB : inputFormC;
    const given = faults.isOn('ignores-names')
      ? heededInput(form.data.input, faults.isOn('dialect-b') ? 'B' : 'C')
      : form.data.input;
    const input = inputSchema.safeParse(given);
    if (!input.success) {
      const [issue] = input.error.issues;
      return refused(`input.${issue?.path.join('.')}: ${issue?.message}`);
    }
    const made = await make(input.data, world, dice.seed());
    if (typeof made === 'string') return refused(made);
    const isTurbo = 'speed' in input.data && input.data.speed === 'turbo';
    const job = jobs.accept({
      id: `task_${dice.uuid().slice(0, 8)}`,
      facts: { ...made, callbackUrl: form.data.callback_url ?? null },
      idempotencyKey: null,
      price: isTurbo ? 0.2 : 0.1,
      pictureCount: made.pictures.length,
    });
    return success({ taskId: job.id });
  });

  app.get('/statusTask/midjourney', (context) => {
    const job = jobs.find(context.req.query('taskId') ?? '');
    if (job !== null) return success(statusOf(world, job));
    return errorReply(faults.isOn('unknown-task-400') ? 400 : 404, 'Task not found');
  });

  app.get('/apikeys/current-balance', () => {
    const taken = jobs.all().filter((job) => jobs.stateOf(job).kind !== 'failed');
    const spent = taken.reduce((sum, job) => sum + job.price, 0);
    return success(Math.round((ACCOUNT_DOLLARS - spent) * 100) / 100);
  });

  app.get('/files/:id/:file', async (context) => {
    const place = /^([0-3])\.png$/.exec(context.req.param('file'))?.[1];
    const picture = jobs.find(context.req.param('id'))?.facts.pictures[Number(place)];
    if (picture === undefined) return new Response('Not Found', { status: 404 });
    const bytes = await pictures.file(picture);
    return new Response(Buffer.from(bytes), { headers: { 'content-type': 'image/png' } });
  });
  return app;
}
