/**
 * A server of the midjourney-proxy protocol: the full kind (buttons, windows, prefixes for speeds),
 * or by the fault `original` the first one, which knows neither. Strict about what it documents.
 */
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { defineEmulator } from './define-emulator.ts';
import { idsSchema } from './mjproxy-schema.ts';
import { createSubmits } from './mjproxy-submit.ts';
import { findTask } from './mjproxy-tasks.ts';
import {
  coded,
  deliverChange,
  errorReply,
  type MjproxyFacts,
  type MjproxyWorld,
  taskView,
  upstreamError,
} from './mjproxy-view.ts';

export default defineEmulator<MjproxyFacts>({
  name: 'mjproxy',
  apiKey: 'emulated-mj-api-secret',
  faults: {
    original: 'a server of the first kind: no buttons, windows or single pictures',
    'answer-code': 'a submit gets the code of `status` in an HTTP 200, with `text`',
    'gateway-errors': 'errors are a gateway’s, with 400 and without a code of their own',
    'parent-gone': 'the parent is unknown: HTTP 404 with code 3',
    'own-square': 'single pictures list Make Square by itself, which runs at once',
    remix: 'variations, pans and rerolls open a window, as with Remix on',
    'already-done': 'U is answered with code 21, as done long ago',
    'made-before': 'every press is answered with code 21, as made before',
    queued: 'accepted with code 22',
    'numeric-id': 'the task id is a number',
    'numeric-progress': 'progress is a number',
    'empty-fetch': 'a task is an empty body with 200',
    'task-forgotten': 'a task is nothing, with 204',
    'blank-status': 'the status is empty at first',
    'bare-links': 'imageUrls are texts, not objects',
    'composite-only': 'there are no imageUrls',
    'composite-listed': 'imageUrls holds the composite',
    cancelled: 'what fails says CANCEL',
    'no-list': 'the list of tasks is not there, as at gateways',
    'raw-authorization': 'an Authorization header must be the bare key',
    'drops-wishes': 'enableRemix is not handed on, as a gateway may do',
    'no-edits': 'its accounts support neither edit nor retexture: code 9',
    'late-progress': 'after the end one more delivery tells of progress',
  },
  texts: {
    failed: 'Internal error: please try again',
    moderated: '[Banned prompt detected] The prompt was judged',
  },
  errorReply,
  operationOf: (method, path) => {
    if (path.startsWith('/pictures/')) return 'picture';
    if (path.endsWith('/fetch') || path.endsWith('/list-by-condition')) return 'check';
    return method === 'POST' && path.includes('/submit/') ? 'submit' : 'other';
  },
  create: (world) => ({
    routes: createApi(world),
    jobChanged: (task) => deliverChange(world, task),
  }),
});

function createApi(world: MjproxyWorld): Hono {
  const { jobs, faults, pictures } = world;
  const app = new Hono();
  const tasks = new Hono();
  tasks.use('*', async (context, next) => (isLetIn(world, context) ? next() : errorReply(401)));
  tasks.route('/submit', createSubmits(world));
  tasks.get('/task/:id/fetch', (context) => {
    const task = findTask(world, context.req.param('id'));
    if (faults.isOn('task-forgotten')) return new Response(null, { status: 204 });
    if (faults.isOn('empty-fetch')) return new Response('', { status: 200 });
    if (task === null) {
      if (faults.isOn('gateway-errors')) return upstreamError(400, 'task_no_found');
      return new Response(null, { status: 204 });
    }
    return Response.json(taskView(world, task));
  });
  const listed = () => [
    ...new Map(jobs.all().map((task) => [task.facts.taskId, taskView(world, task)])).values(),
  ];
  tasks.get('/task/list', () =>
    faults.isOn('no-list')
      ? Response.json(
          { error: { message: 'Invalid URL', type: 'invalid_request_error' } },
          { status: 404 },
        )
      : Response.json(listed().slice(-100).toReversed()),
  );
  tasks.post('/task/list-by-condition', async (context) => {
    const form = idsSchema.safeParse(await context.req.json());
    if (!form.success) return coded(4, z.prettifyError(form.error));
    const wanted = new Set(form.data.ids);
    return Response.json(
      listed()
        .filter(({ id }) => wanted.has(String(id)))
        .toReversed(),
    );
  });
  for (const root of ['/mj', '/mj-relax/mj', '/mj-fast/mj', '/mj-turbo/mj']) app.route(root, tasks);

  app.get('/pictures/:id/:file', async (context) => {
    const task = findTask(world, context.req.param('id'));
    const { file } = context.req.param();
    const place = Number(/^0_([0-3])\.png$/.exec(file)?.[1] ?? 0);
    const picture = task?.facts.pictures[place];
    if (task === null || picture === undefined) return new Response('Not Found', { status: 404 });
    const bytes =
      file === 'grid.png' || (file === 'preview.png' && task.facts.kind === 'grid')
        ? await pictures.grid(task.facts.pictures)
        : await pictures.file(picture);
    return new Response(Buffer.from(bytes), { headers: { 'content-type': 'image/png' } });
  });
  return app;
}

function isLetIn({ apiKey, faults }: MjproxyWorld, { req }: Context): boolean {
  const authorization = req.header('authorization');
  if (authorization !== undefined && faults.isOn('raw-authorization')) {
    return authorization === apiKey;
  }
  return req.header('mj-api-secret') === apiKey || authorization === `Bearer ${apiKey}`;
}
