/** How: a real web server on this machine plays Discord's webhook, which knows of the answer a moment late. */
import { createServer } from 'node:http';
import { REST } from '@discordjs/rest';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readInteraction } from '#discord/gateway/read-interaction.ts';
import { createTokenRequests } from '#discord/replies/token-requests.ts';
import { createDiscordRest, REST_OPTIONS } from '#discord/rest/discord-rest.ts';
import type { InlineReply } from '#ports/inline-reply.ts';
import { systemClock } from '#system/clock.ts';
import { createLog } from '#system/log.ts';

const log = createLog({ level: 'silent', secrets: [], sink: process.stdout });
const INLINE: InlineReply = { send: async () => 'sent', accept: () => undefined };
let close: () => void = () => undefined;
afterEach(() => close());

/** The status of a request after `unknownTimes` refusals, and how many requests it took. */
async function asked(unknownTimes: number, inline: InlineReply | null) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    const isKnown = requests > unknownTimes;
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(isKnown ? { id: '1' } : { message: 'Unknown Webhook', code: 10015 }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  close = () => server.close();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const library = new REST({ ...REST_OPTIONS, api: `http://127.0.0.1:${port}/api` });
  const rest = createDiscordRest({ rest: library, token: 't', log });
  const read = readInteraction(
    {
      id: '1',
      application_id: '2',
      type: 3,
      token: 'x',
      channel_id: '3',
      user: { id: '4', username: 'a' },
    },
    0,
  );
  if (read === null) throw new Error('the interaction cannot be read');
  const ask = createTokenRequests({ rest, clock: systemClock });
  const reply = await ask(
    { ...read, inline },
    { method: 'get', route: '/webhooks/2/x/messages/@original', reads: z.unknown() },
  );
  return { kind: reply.kind, requests };
}

describe('requests by an interaction’s token', () => {
  it('wait a moment after an inline answer until Discord knows of it', async () => {
    expect(await asked(2, INLINE)).toEqual({ kind: 'ok', requests: 3 });
  });

  it('give up when Discord never knows', async () => {
    expect(await asked(99, INLINE)).toEqual({ kind: 'failed', requests: 6 });
  });

  it('ask once where the answer was a request of its own', async () => {
    expect(await asked(2, null)).toEqual({ kind: 'failed', requests: 1 });
  });
});
