/** How: a real web server on this machine whose connections end at the moment that each test is about. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#system/clock.ts';
import { openInlineExchange } from '#web/inline-exchange.ts';

const LATE_MS = 60_000;

/** What `use` makes of the response to a request; the connection ends with it. */
async function withResponse<Made>(use: (response: ServerResponse) => Promise<Made>): Promise<Made> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const asked = fetch(`http://127.0.0.1:${port}`).catch(() => null);
  const [, response]: [unknown, ServerResponse] = await new Promise((resolve) => {
    server.once('request', (...both) => resolve(both));
  });
  const made = await use(response);
  response.destroy();
  await asked;
  server.close();
  return made;
}

describe('the response to an interaction', () => {
  it('is lost where the connection ends before it was handed to the network', async () => {
    const outcome = await withResponse(async (response) => {
      const { reply } = openInlineExchange(response, LATE_MS, systemClock);
      const sent = reply.send({ type: 4 });
      response.destroy();
      return sent;
    });
    expect(outcome).toBe('lost');
  });

  it('is closed where the sender has gone already', async () => {
    const outcome = await withResponse(async (response) => {
      const { reply, body } = openInlineExchange(response, LATE_MS, systemClock);
      response.destroy();
      expect(await body).toBeNull();
      return reply.send({ type: 4 });
    });
    expect(outcome).toBe('closed');
  });

  it('is closed for a second answer, and for one after it was accepted', async () => {
    const outcome = await withResponse(async (response) => {
      const { reply, body } = openInlineExchange(response, LATE_MS, systemClock);
      reply.accept();
      expect(await body).toBeNull();
      return reply.send({ type: 4 });
    });
    expect(outcome).toBe('closed');
  });
});
