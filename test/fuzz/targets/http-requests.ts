import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { findLinkedPicture } from '#application/requests/read-linked-picture.ts';
import { findWebhookReceiver } from '#application/run/receive-webhook.ts';
import { readJobPage, readPageFile } from '#application/views/job-page.ts';
import { systemClock } from '#system/clock.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { jobRoutes } from '#web/job-routes.ts';
import { pictureRoutes } from '#web/picture-routes.ts';
import { createFileSender } from '#web/send-file.ts';
import { startWebServer } from '#web/server.ts';
import { webhookRoutes } from '#web/webhook-routes.ts';
import { mutated } from '../arbitraries.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const PATHS = [
  '/jobs/0hq3zv8k2rabcdef/guessed/1',
  '/pictures/guessed/guessed.png',
  '/webhooks/apiframe/0hq3zv8k2rabcdef/guessed',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/constructor/__proto__',
];
const HEADERS = [
  'content-length: 5',
  'content-length: -1',
  'transfer-encoding: chunked',
  'range: bytes=0-',
  'range: bytes=9999999999999999999999-',
  'if-none-match: "a"',
  'expect: 100-continue',
  'upgrade: websocket',
  'connection: upgrade',
  'content-type: multipart/form-data; boundary=',
];
/** A server that waits for more than was sent is left. */
const WAIT_MS = 150;

/** Requests as bytes on a socket: refused, or the connection ended; never a fault of the bot. */
export default {
  name: 'HTTP requests',
  covers: ['src/web/'],
  open: async () => {
    const world = await setupContext({ publicUrl: 'https://bot.example' });
    const { context } = world;
    const faults: unknown[] = [];
    const { send } = createFileSender({ clock: systemClock, log: context.log });
    const server = await startWebServer({
      host: '127.0.0.1',
      port: 0,
      log: { warn: () => {}, error: (details) => faults.push(details) },
      parts: [
        jobRoutes({
          page: (link) => readJobPage(context, link),
          file: (link, number) => readPageFile(context, link, number),
          sendFile: send,
        }),
        pictureRoutes({ find: (link) => findLinkedPicture(context, link), sendFile: send }),
        webhookRoutes({
          find: (address) => findWebhookReceiver(context, address),
          clock: systemClock,
        }),
      ],
    });
    const { hostname, port } = new URL(server.url);
    const request = fc
      .record({
        method: fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'TRACE', 'get', ''),
        path: mutated(fc.constantFrom(...PATHS)),
        headers: fc.array(
          fc.oneof(fc.constantFrom(...HEADERS), mutated(fc.constantFrom(...HEADERS))),
          {
            maxLength: 4,
          },
        ),
        body: fc.string({ maxLength: 40 }),
      })
      .map(({ method, path, headers, body }) =>
        [`${method} ${path} HTTP/1.1`, 'host: a', 'connection: close', ...headers, '', body].join(
          '\r\n',
        ),
      );
    return {
      property: fc.asyncProperty(mutated(request), async (text) => {
        const socket = connect(Number(port), hostname);
        let heard = '';
        socket.on('data', (bytes) => {
          heard += bytes.toString('latin1');
        });
        socket.on('error', () => undefined).setTimeout(WAIT_MS, () => socket.destroy());
        socket.end(text);
        await once(socket, 'close');
        mustHold(!/^HTTP\/1\.1 5/.test(heard), heard.slice(0, 40));
        mustHold(faults.length === 0, JSON.stringify(faults));
      }),
      close: async () => {
        const alive = await fetch(`${server.url}/nowhere`);
        mustHold(alive.status === 404, 'the server does not answer any more');
        await server.close();
        await world.close();
      },
    };
  },
} satisfies FuzzTarget;
