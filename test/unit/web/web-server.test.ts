/** How: the real server and routes on a free port; a log that is kept, and one route that throws. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { regionRoutes } from '#web/region-routes.ts';
import { createFileSender } from '#web/send-file.ts';
import { startWebServer } from '#web/server.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setup() {
  const world = await setupContext({ publicUrl: 'https://bot.example' });
  closers.push(world.close);
  const logged: { readonly facts: object; readonly message: string }[] = [];
  const keep = (facts: object, message: string) => void logged.push({ facts, message });
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: { warn: keep, error: keep },
    parts: [
      regionRoutes({
        service: createApplication(world.context).region,
        secret: () => world.context.random.secret(),
        isSecure: true,
        accepted: () => undefined,
        explain: () => '',
        clock: world.context.clock,
        sendFile: createFileSender({ clock: world.context.clock, log: world.context.log }).send,
      }),
      (app) => {
        app.get('/broken/:token', () => {
          throw new Error('the store is gone');
        });
        app.get('/unready', (context) => context.text('not yet\n', 503));
      },
    ],
  });
  closers.push(server.close);
  return { get: (path: string) => fetch(`${server.url}${path}`), logged };
}

describe('the web server', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'knows no file of the region editor called %s',
    async (name) => {
      const { get, logged } = await setup();
      expect((await get(`/region/files/${name}`)).status).toBe(404);
      expect(logged).toEqual([]);
    },
  );

  it.each(['editor.js', 'selection.js', 'region.css', 'preact.js', 'preact-hooks.js', 'htm.js'])(
    'serves %s',
    async (name) => {
      const { get } = await setup();
      const reply = await get(`/region/files/${name}`);
      expect(reply.status).toBe(200);
      expect((await reply.text()).length).toBeGreaterThan(100);
    },
  );

  it('logs what a route throws under the trace id that it answers, without the token in the path', async () => {
    const { get, logged } = await setup();
    const reply = await get('/broken/s3cret');
    expect(reply.status).toBe(500);
    const text = await reply.text();
    const trace = reply.headers.get('x-trace-id') ?? 'none';
    expect(text).toContain(trace);
    expect(text).not.toContain('store');
    expect(logged).toMatchObject([
      {
        facts: { trace, method: 'GET', status: 500, error: { message: 'the store is gone' } },
        message: 'web request failed',
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });

  it('logs every other answer that says the bot cannot', async () => {
    const { get, logged } = await setup();
    const reply = await get('/unready');
    expect(reply.status).toBe(503);
    const trace = reply.headers.get('x-trace-id') ?? 'none';
    expect(logged).toMatchObject([{ facts: { trace, route: '/unready', status: 503 } }]);
  });
});
