import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createPictureFetcher } from '#images/safe-fetch.ts';
import { sharp } from '#images/sharp.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine, the requests it saw, and when one's connection was closed. */
async function serve(answer: Answer) {
  const seen: IncomingMessage[] = [];
  const closed = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    seen.push(request);
    response.on('close', () => closed.resolve());
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { origin: `http://127.0.0.1:${port}`, port, seen, closed: closed.promise };
}

function fetcher(options: Parameters<typeof createPictureFetcher>[0] = {}) {
  const { fetchPicture, close } = createPictureFetcher(options);
  cleanups.push(close);
  return fetchPicture;
}

const picture = (format: 'png' | 'jpeg' | 'webp' = 'png') =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#08f' } })
    .toFormat(format)
    .toBuffer();

describe('a picture', () => {
  test.each(['png', 'jpeg', 'webp'] as const)(
    'in %s is typed by content, not by header',
    async (format) => {
      const bytes = await picture(format);
      const { origin } = await serve((_, response) => {
        response.setHeader('content-type', 'application/octet-stream').end(bytes);
      });
      expect(await fetcher()(`${origin}/a`, { trustedOrigins: [origin] })).toEqual({
        kind: 'fetched',
        bytes,
        mediaType: `image/${format}`,
      });
    },
  );

  test('is fetched without cookies, credentials or a referrer', async () => {
    const bytes = await picture();
    const { origin, seen } = await serve((_, response) => void response.end(bytes));
    await fetcher()(`${origin}/a`, { trustedOrigins: [origin] });
    expect(Object.keys(seen[0]?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  test('arrives through three redirects, relative ones too, but not through four', async () => {
    const bytes = await picture();
    const { origin } = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(bytes);
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const options = { trustedOrigins: [origin] };
    expect(await fetcher()(`${origin}/3`, options)).toMatchObject({ kind: 'fetched' });
    expect(await fetcher()(`${origin}/4`, options)).toMatchObject({ kind: 'refused' });
  });
});

describe('an address that is not public', () => {
  test.each([
    ['loopback', (port: number) => `http://127.0.0.1:${port}/`],
    ['loopback in decimal', (port: number) => `http://2130706433:${port}/`],
    ['loopback in hex', (port: number) => `http://0x7f.1:${port}/`],
    ['loopback, short', (port: number) => `http://127.1:${port}/`],
    ['loopback by name', (port: number) => `http://localhost:${port}/`],
    ['unspecified', (port: number) => `http://0.0.0.0:${port}/`],
    ['IPv6 loopback', (port: number) => `http://[::1]:${port}/`],
    ['mapped loopback', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
  ])('is refused as %s and never connected to', async (_, url) => {
    const { port, seen } = await serve((_request, response) => void response.end('secret'));
    const outcome = await fetcher()(url(port), { trustedOrigins: [] });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(seen).toEqual([]);
  });

  test('is refused when a public-looking name leads to it', async () => {
    const { port, seen } = await serve((_, response) => void response.end('secret'));
    const resolve = (
      _: string,
      done: (cause: null, found: { address: string; family: number }[]) => void,
    ) => done(null, [{ address: '127.0.0.1', family: 4 }]);
    const outcome = await fetcher({ resolve })(`http://cdn.example:${port}/`, {
      trustedOrigins: [],
    });
    expect(outcome).toEqual({ kind: 'refused', detail: 'the name resolves to no public address' });
    expect(seen).toEqual([]);
  });

  test.each([
    ['the same machine', (port: number) => `http://127.0.0.1:${port}/secret`],
    ['a name of it', (port: number) => `http://localhost:${port}/secret`],
    ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data'],
    ['a file', () => 'file:///etc/passwd'],
    ['data', () => 'data:image/png;base64,iVBORw0KGgo='],
  ])('is refused when a trusted server redirects to %s', async (_, target) => {
    const secret = await serve((_request, response) => void response.end('secret'));
    const { origin } = await serve((_request, response) => {
      response.writeHead(302, { location: target(secret.port) }).end();
    });
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(secret.seen).toEqual([]);
  });

  test('is not trusted for sharing a host with a trusted origin', async () => {
    const { port, seen } = await serve((_, response) => void response.end('secret'));
    const trustedOrigins = [`http://127.0.0.1:${port + 1}`, `https://127.0.0.1:${port}`];
    const outcome = await fetcher()(`http://127.0.0.1:${port}/`, { trustedOrigins });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(seen).toEqual([]);
  });
});

test.each([
  ['no address', 'not an address'],
  ['a relative one', '/picture.png'],
  ['ftp', 'ftp://example.com/a.png'],
  ['a password', 'https://me:secret@example.com/a.png'],
])('%s is refused', async (_, url) => {
  expect(await fetcher()(url, { trustedOrigins: [] })).toMatchObject({ kind: 'refused' });
});

describe('trouble at the server', () => {
  test.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [403, 'not-found'],
    [204, 'not-found'],
    [429, 'unreachable'],
    [500, 'unreachable'],
    [503, 'unreachable'],
  ])('%i is %s', async (status, kind) => {
    const { origin } = await serve((_, response) => void response.writeHead(status).end());
    expect(await fetcher()(`${origin}/`, { trustedOrigins: [origin] })).toMatchObject({ kind });
  });

  test('a redirect without a target is no picture', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(302).end());
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'not-found' });
  });

  test('a web page in place of the picture is not a picture', async () => {
    const { origin } = await serve((_, response) => {
      response.setHeader('content-type', 'image/png').end('<!doctype html><h1>Expired</h1>');
    });
    const outcome = await fetcher()(`${origin}/a.png`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'not-a-picture' });
  });

  test('nothing at all is not a picture', async () => {
    const { origin } = await serve((_, response) => void response.end());
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'not-a-picture' });
  });

  test('a closed port is unreachable', async () => {
    const { origin } = await serve(() => undefined);
    await cleanups.pop()?.();
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toEqual({ kind: 'unreachable', detail: 'ECONNREFUSED' });
  });

  test('a connection that breaks off in the picture is unreachable', async () => {
    const bytes = await picture();
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(bytes.subarray(0, 40), () => response.destroy());
    });
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'unreachable' });
  });
});

describe('limits', () => {
  test('200 MB without a length are cut off at 64 MiB', async () => {
    const head = await picture();
    const block = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const { origin, closed } = await serve((_, response) => {
      response.write(head);
      const pump = () => {
        while (sent < 200 && !response.destroyed) {
          sent++;
          if (!response.write(block)) return void response.once('drain', pump);
        }
        response.end();
      };
      pump();
    });
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'too-large' });
    await closed;
    expect(sent).toBeLessThan(100);
  });

  test('a length over the limit is refused without reading', async () => {
    const { origin, closed } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 200 * 1024 * 1024 }).flushHeaders();
    });
    const outcome = await fetcher()(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'too-large' });
    await closed;
  });

  test('exactly the limit is fetched', async () => {
    const bytes = await picture();
    const { origin } = await serve((_, response) => void response.end(bytes));
    const trustedOrigins = [origin];
    const at = (bytesMax: number) => fetcher({ limits: { bytesMax } })(origin, { trustedOrigins });
    expect(await at(bytes.byteLength)).toMatchObject({ kind: 'fetched' });
    expect(await at(bytes.byteLength - 1)).toMatchObject({ kind: 'too-large' });
  });

  test('headers that do not come time out', async () => {
    const { origin } = await serve(() => undefined);
    const fetchPicture = fetcher({ limits: { headersMs: 50 } });
    const outcome = await fetchPicture(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'timed-out' });
  });

  test('a body that drips for ever times out as a whole', async () => {
    const bytes = await picture();
    const { origin, closed } = await serve((_, response) => {
      response.write(bytes.subarray(0, 20));
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const fetchPicture = fetcher({ limits: { totalMs: 200 } });
    const outcome = await fetchPicture(`${origin}/`, { trustedOrigins: [origin] });
    expect(outcome).toMatchObject({ kind: 'timed-out' });
    await closed;
  });

  test('whoever stops waiting gets an exception and the connection is closed', async () => {
    const waiting = new AbortController();
    const { origin, closed } = await serve(() => waiting.abort(new Error('enough')));
    const options = { trustedOrigins: [origin], signal: waiting.signal };
    await expect(fetcher()(`${origin}/`, options)).rejects.toThrow('enough');
    await closed;
  });
});
