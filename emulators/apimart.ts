/**
 * APIMart's Midjourney routes as its pages describe them: tasks, follow-ups by button, number or
 * direction, windows that wait for a mask. Purely emulated: no dollar is real.
 */
import { Hono } from 'hono';
import { createSubmits } from './apimart-submit.ts';
import { findTask } from './apimart-tasks.ts';
import {
  type ApimartFacts,
  type ApimartWorld,
  deliverEnd,
  engineReply,
  errorReply,
  taskView,
  unifiedView,
} from './apimart-view.ts';
import { defineEmulator } from './define-emulator.ts';

const ACCOUNT_DOLLARS = 100;
const STEP_DOLLARS = 0.05504;

export default defineEmulator<ApimartFacts>({
  name: 'apimart',
  apiKey: 'sk-emulated0123456789',
  faults: {
    'engine-errors': 'refusals are {code, description}, the engine’s form',
    'error-in-200': 'refusals are the engine’s form in an HTTP 200',
    'banned-in-200': 'a submit is answered with the engine’s code 24 in an HTTP 200',
    rejected: 'a submit is answered 502 with the engine’s code 9',
    banned: 'a submit is answered with the engine’s code 24',
    'parent-gone': 'the parent is unknown, as after three days',
    'bare-data': 'the accepted task is an object, not a list of one',
    'prompt-en': 'words are in prompt_en, not prompt',
    'no-composite': 'grid_image_url is empty',
    'no-buttons': 'no task lists buttons',
    'wide-panel': 'grids list pans, zoom and region too, as seen of version 8.2',
    'white-mask': 'a mask’s white is repainted, not its holes',
    'window-expired': 'a window is cancelled before it is answered',
    'unified-only': 'the Midjourney view is the general one, wrapped',
    'lower-case': 'statuses are in lower case',
    'numeric-progress': 'progress is a number',
    'other-times': 'times are in ms and named otherwise',
    'no-limit': 'the key has no limit',
  },
  texts: { failed: 'Generation failed', moderated: 'Banned prompt detected' },
  errorReply,
  operationOf: (method, path) => {
    if (path.startsWith('/pictures/')) return 'picture';
    if (method === 'POST') return 'submit';
    return /^\/v1\/(?:midjourney|tasks)\//.test(path) ? 'check' : 'other';
  },
  create: (world) => ({
    routes: createApi(world),
    jobChanged: (task, state) => deliverEnd(world, task, state),
  }),
});

function createApi(world: ApimartWorld): Hono {
  const { jobs, faults, pictures, apiKey } = world;
  const app = new Hono();
  app.use('/v1/*', async (context, next) =>
    context.req.header('authorization') === `Bearer ${apiKey}` ? next() : errorReply(401),
  );
  app.route('/v1/midjourney/generations', createSubmits(world));
  app.get('/v1/midjourney/:id', (context) => {
    const task = findTask(world, context.req.param('id'));
    if (task === null) {
      return faults.isOn('engine-errors') ? engineReply(3, 'NOT_FOUND', 404) : errorReply(404);
    }
    return faults.isOn('unified-only')
      ? Response.json({ code: 200, data: unifiedView(world, task) })
      : Response.json(taskView(world, task));
  });
  app.get('/v1/tasks/:id', (context) => {
    const task = findTask(world, context.req.param('id'));
    if (task === null) return errorReply(404);
    return Response.json({ code: 200, data: unifiedView(world, task) });
  });
  app.get('/v1/balance', () => {
    const billed = jobs.all().filter((job) => jobs.stateOf(job).kind !== 'failed' && job.price > 0);
    const used = billed.length * STEP_DOLLARS;
    return Response.json({
      success: true,
      remain_balance: ACCOUNT_DOLLARS - used,
      used_balance: used,
      unlimited_quota: faults.isOn('no-limit'),
    });
  });
  app.get('/pictures/:id/:file', async (context) => {
    const { id, file } = context.req.param();
    const task = findTask(world, id);
    const picture = task?.facts.pictures[Number(/^([0-3])\.png$/.exec(file)?.[1] ?? 0)];
    if (task === null || picture === undefined) return new Response('Not Found', { status: 404 });
    const bytes =
      file === 'grid.png' ? await pictures.grid(task.facts.pictures) : await pictures.file(picture);
    return new Response(Buffer.from(bytes), { headers: { 'content-type': 'image/png' } });
  });
  return app;
}
