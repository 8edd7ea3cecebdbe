/** How: a real web server on this machine plays Discord's webhook, which knows of the answer a moment late. */
import { createServer } from 'node:http';
import { REST } from '@discordjs/rest';
import { afterEach, describe, expect, it } from 'vitest';
import { readInteraction } from '#discord/gateway/read-interaction.ts';
import { createAnswers } from '#discord/replies/answer.ts';
import { createDiscordRest, REST_OPTIONS } from '#discord/rest/discord-rest.ts';
import type { InlineReply } from '#ports/inline-reply.ts';
import { systemClock } from '#system/clock.ts';
import { createLog } from '#system/log.ts';

const log = createLog({ level: 'silent', secrets: [], sink: process.stdout });
const MESSAGE = { content: 'hello', allowed_mentions: { parse: [] } };
const NEVER = Number.POSITIVE_INFINITY;
let close: () => void = () => undefined;
afterEach(() => close());

/** Answers of a bot whose Discord refuses the first so many requests by an interaction's token. */
async function setUp(unknownTimes: number, outcome: Awaited<ReturnType<InlineReply['send']>>) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method}`);
    const isKnown = requests.length > unknownTimes;
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(isKnown ? { id: '77' } : { message: 'Unknown Webhook', code: 10015 }),
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
  const meter = {
    jobMoved: () => {},
    vendorCalled: () => {},
    interactionAnswered: () => {},
    interactionShed: () => {},
    interactionUnanswered: () => {},
    requestRefused: () => {},
  };
  const answers = createAnswers({ rest, clock: systemClock, log, meter });
  const payload = {
    ...{ id: '1', application_id: '2', type: 3, token: 'x', channel_id: '3' },
    user: { id: '4', username: 'a' },
  };
  const read = readInteraction(payload, systemClock.nowMs());
  if (read === null) throw new Error('the interaction cannot be read');
  const inline: InlineReply = { send: async () => outcome, accept: () => undefined };
  return { answers, interaction: { ...read, inline }, requests };
}

describe('an answer in the response to an interaction', () => {
  it('needs no request, so that many answers never wait for Discord', async () => {
    const { answers, interaction, requests } = await setUp(0, 'sent');
    const answered = await answers.reply(interaction, MESSAGE);
    expect(answered).toEqual({ kind: 'answered', messageId: null, already: false });
    await answers.deferEphemeral(interaction);
    expect(requests).toEqual([]);
  });

  it('is looked up where the connection ended first', async () => {
    const { answers, interaction, requests } = await setUp(0, 'lost');
    expect(await answers.reply(interaction, MESSAGE)).toMatchObject({ messageId: '77' });
    expect(requests).toEqual(['GET']);
  });

  it('was not given where the connection ended and Discord never knows of it', async () => {
    const { answers, interaction } = await setUp(NEVER, 'lost');
    expect(await answers.reply(interaction, MESSAGE)).toMatchObject({ kind: 'unanswered' });
  });
});

describe('a request by the token of an interaction', () => {
  it('waits a moment until Discord knows of the answer', async () => {
    const { answers, interaction, requests } = await setUp(2, 'sent');
    expect((await answers.complete(interaction, MESSAGE, [])).kind).toBe('ok');
    expect(requests).toEqual(['PATCH', 'PATCH', 'PATCH']);
  });

  it('gives up when Discord never knows', async () => {
    const { answers, interaction, requests } = await setUp(NEVER, 'sent');
    expect((await answers.complete(interaction, MESSAGE, [])).kind).toBe('failed');
    expect(requests).toHaveLength(6);
  });

  it('is made once where the answer was a request of its own', async () => {
    const { answers, interaction, requests } = await setUp(2, 'sent');
    const reply = await answers.complete({ ...interaction, inline: null }, MESSAGE, []);
    expect(reply.kind).toBe('failed');
    expect(requests).toEqual(['PATCH']);
  });
});
