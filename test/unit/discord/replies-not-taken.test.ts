/**
 * What becomes of an answer that cannot be made, or that Discord does not take: nobody is left with "thinking", and what is
 * only for one person is shown to nobody else. How: a playground whose clock stands still, with the use case behind the
 * answer held back by the test.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobId, MessageId } from '#domain/ids.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';
import { offeredHere } from '#test/fixtures/discord-offer.ts';

const PROMPT = 'a lighthouse in fog';
/** As AutoMod does with a word of the prompt. */
const FILTER = { kind: 'block-words', words: 'in fog' } as const;

let edge: Edge;
let made: PromiseWithResolvers<void>;
beforeEach(async () => {
  edge = await setUpEdge();
  made = Promise.withResolvers<void>();
});
afterEach(() => edge.stop());

const shown = () => edge.member.sees(edge.channelId);
const isPrivate = ({ flags }: APIMessage) => ((flags ?? 0) & 64) !== 0;
/** Whom each message is for, and what it says first. */
const told = () =>
  shown().map((message) => [
    isPrivate(message) ? 'alone' : 'everyone',
    message.embeds[0]?.title ?? message.content,
  ]);

/** A job that is public is being shown, and its files are read for longer than Discord waits. */
function showSlowly(bytes = 1_000): void {
  edge.scripted.application = {
    ...edge.scripted.application,
    showJob: async ({ onVisibility }) => {
      onVisibility?.('public');
      await made.promise;
      return {
        kind: 'shown',
        showing: {
          job: discordJob({ state: 'done', request: { prompt: PROMPT } }),
          attachments: [{ bytes: new Uint8Array(bytes), mediaType: 'image/webp' }],
          ...{ leftOut: 0, buttons: offeredHere('grid'), pressed: [] },
        },
      };
    },
  };
}

/** The answer is "thinking" now, for everyone; what is behind it goes on when `made` is settled. */
async function announced(asking: Promise<{ state(): unknown }>): Promise<void> {
  await edge.waitedFor((ms) => ms === 1_200);
  edge.clock.advance(1_200);
  expect((await asking).state()).toMatchObject({ kind: 'acknowledged', callbackType: 5 });
  expect(shown().map(isPrivate)).toEqual([false]);
}

const show = () => edge.member.command(edge.channelId, 'show', { job_id: '0hq3zv8k2rabcdef' });

describe('an answer that was announced to everyone', () => {
  it('is taken away where an error ends what was behind it, which the person alone reads', async () => {
    showSlowly();
    await announced(show());
    made.reject(new Error('a test'));
    await edge.router.idle();
    expect(told()).toEqual([['alone', 'Sorry, something went wrong']]);
  });

  it('is completed without the prompt where a filter does not let that pass', async () => {
    showSlowly();
    await announced(show());
    edge.playground.fault(FILTER);
    made.resolve();
    await edge.router.idle();
    expect(told()).toEqual([['everyone', `<@${discordJob().origin.userId}> (fast)`]]);
    expect(shown()[0]?.attachments).toHaveLength(1);
  });

  it('becomes a notice for the person alone where its file is not taken', async () => {
    showSlowly(2_000_000);
    await announced(show());
    edge.playground.fault({ kind: 'lower-file-limit', bytes: 1_000 });
    made.resolve();
    await edge.router.idle();
    expect(told()).toEqual([['alone', 'Not sent']]);
    expect(shown()[0]?.embeds[0]?.description).toContain('Try again in another channel');
  });

  it('is completed a moment later where Discord fails once', async () => {
    showSlowly();
    await announced(show());
    edge.playground.fault({ kind: 'refuse', route: 'edit-original', status: 500 });
    made.resolve();
    await edge.waitedFor((ms) => ms === 2_000);
    edge.clock.advance(2_000);
    await edge.router.idle();
    expect(shown()[0]?.content).toContain(PROMPT);
  });
});

it('an accepted job shows its progress without words that a filter does not let pass', async () => {
  const acknowledged: [JobId, MessageId | null][] = [];
  edge.scripted.application = {
    ...edge.scripted.application,
    requestImagine: async ({ origin, onVisibility }) => {
      onVisibility?.('public');
      await made.promise;
      return { kind: 'accepted', job: discordJob({ origin, request: { prompt: PROMPT } }) };
    },
    confirmAcknowledged: async (...given) => {
      acknowledged.push(given);
    },
  };
  await announced(edge.member.command(edge.channelId, 'imagine', { prompt: PROMPT }));
  edge.playground.fault(FILTER);
  made.resolve();
  await edge.router.idle();
  expect(told()).toEqual([['everyone', `<@${edge.member.id}> (Waiting to start)`]]);
  expect(acknowledged).toEqual([[expect.any(String), shown()[0]?.id]]);
});

it('so does one whose filter came later', async () => {
  const job = await edge.acceptedJob({ request: { prompt: PROMPT } });
  edge.playground.fault(FILTER);
  edge.messenger.offerProgress({ ...job, progressPercent: 47 }, null);
  await edge.waitedFor((ms) => ms === 3_000);
  edge.clock.advance(3_000);
  await edge.playground.until(() => shown()[0]?.content.includes('47') === true);
  expect(shown()[0]?.content).toBe(`<@${edge.member.id}> (47%) (fast)`);
});

it('so does one that follows the answer to a question', async () => {
  const acknowledged: (MessageId | null)[] = [];
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    requestImagine: async () => ({
      ...({ kind: 'question', jobs: 2, credits: 16, availableCredits: 20 } as const),
      ...{ firstPrompt: 'a fox', lastPrompt: 'an owl' },
    }),
    batches: {
      ...application.batches,
      start: async (origin) => [
        { kind: 'accepted', job: discordJob({ origin, request: { prompt: PROMPT } }) },
      ],
    },
    confirmAcknowledged: async (_job, message) => {
      acknowledged.push(message);
    },
  };
  const act = await edge.member.command(edge.channelId, 'imagine', { prompt: 'a {fox,owl}' });
  edge.playground.fault(FILTER);
  await edge.member.press(await act.reply(), { label: 'Yes' });
  await edge.router.idle();
  expect(told()).toEqual([
    ['alone', 'Started 1 job'],
    ['everyone', `<@${edge.member.id}> (Waiting to start)`],
  ]);
  expect(acknowledged).toEqual([shown()[1]?.id]);
});
