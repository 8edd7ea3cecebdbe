/**
 * How: the messages that show jobs' progress reach a playground, and nothing here learns which they are, as after a crash or a
 * lost answer. What the channel shows in the end is what counts.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { channelId, type JobId, mintJobId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

let edge: Edge;
/** Jobs whose end was looked at after their messages were posted. */
let confirmed: JobId[] = [];
beforeEach(async () => {
  confirmed = [];
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const shown = () => edge.playground.messages.all(edge.channelId);
/** What the channel shows besides the batch's own message. */
const contents = () => shown().flatMap(({ content }) => (content === '' ? [] : [content]));
const WAITING = expect.stringContaining('(Waiting to start)');
const RESULT = expect.stringMatching(/\(fast\)$/);

/** A batch of two is started; nobody saved its messages. */
async function startBatch(): Promise<readonly [Job, Job]> {
  const { application } = edge.scripted;
  const jobs: Job[] = [];
  edge.scripted.application = {
    ...application,
    requestImagine: async () => ({
      ...({ kind: 'question', jobs: 2, credits: 16, availableCredits: 20 } as const),
      ...{ firstPrompt: 'a fox', lastPrompt: 'a fox' },
    }),
    batches: {
      ...application.batches,
      start: async (origin) =>
        [1, 2].map((number): RequestOutcome => {
          const job = discordJob({
            id: mintJobId(edge.clock.nowMs(), new Uint8Array(7).fill(number)),
            progressMessageId: null,
            origin: { ...origin, interactionId: interactionPart(origin.interactionId, number) },
          });
          jobs.push(job);
          return { kind: 'accepted', job };
        }),
    },
    confirmAcknowledged: async () => {},
    removeLateProgress: async (id) => void confirmed.push(id),
  };
  const prompt = 'a fox --repeat 2';
  const question = await (await edge.member.command(edge.channelId, 'imagine', { prompt })).reply();
  await edge.member.press(question, { label: 'Yes' });
  await edge.router.idle();
  const [first, second] = jobs;
  if (first === undefined || second === undefined) throw new Error('the batch was not started');
  return [first, second];
}

const post = (job: Job) =>
  edge.messenger.postFinal({
    job: { ...job, state: 'delivering' },
    attachments: [],
    leftOut: 0,
    buttons: [{ action: 'reroll', cell: null }],
    pressed: [],
    mayExist: false,
  });

describe('a progress message that nobody saved', () => {
  test('of a batch goes when its job’s result comes, and the other’s stays', async () => {
    const [first, second] = await startBatch();
    expect(contents()).toEqual([WAITING, WAITING]);
    await post(first);
    expect(contents()).toEqual([WAITING, RESULT]);
    await post(second);
    expect(contents()).toEqual([RESULT, RESULT]);
  });

  test('is compared with its job’s end, which may have come first', async () => {
    const jobs = await startBatch();
    expect(confirmed).toEqual(jobs.map(({ id }) => id));
  });

  test('goes although its interaction’s token has died', async () => {
    const [first] = await startBatch();
    edge.clock.advance(20 * 60_000);
    await post(first);
    expect(contents()).toEqual([WAITING, RESULT]);
  });

  test('because Discord’s answer was lost goes as well', async () => {
    edge.playground.fault({ kind: 'lose-answer', route: 'create-follow-up' });
    const [first, second] = await startBatch();
    await post(first);
    await post(second);
    expect(contents().filter((content) => !content.endsWith('(fast)'))).toEqual([]);
  });

  test('says that its job was stopped, and no further message does', async () => {
    const [first] = await startBatch();
    const outcome = await edge.messenger.showNotice({ ...first, state: 'cancelled' }, false);
    expect(outcome).toEqual({ kind: 'shown' });
    expect(contents()).toEqual([expect.stringContaining('(Stopped)'), WAITING]);
  });

  test('and that was never shown leaves a stopped job without a message', async () => {
    const job = discordJob({ progressMessageId: null, state: 'cancelled' });
    const interactionId = interactionPart(job.origin.interactionId, 1);
    const origin = { ...job.origin, channelId: channelId(edge.channelId), interactionId };
    const outcome = await edge.messenger.showNotice({ ...job, origin }, false);
    expect(outcome).toEqual({ kind: 'shown' });
    expect(shown()).toEqual([]);
  });

  test('is not taken for absent where the channel cannot be read at the moment', async () => {
    const [first] = await startBatch();
    edge.playground.fault({ kind: 'refuse', route: 'list-messages', status: 503 });
    expect((await post(first)).kind).toBe('retry');
    await post(first);
    expect(contents()).toEqual([WAITING, RESULT]);
  });

  test('is looked for once for all jobs of its batch', async () => {
    const [first, second] = await startBatch();
    edge.clock.advance(2 * 60_000);
    const before = edge.playground.traffic.count('list-messages');
    await post(first);
    await post(second);
    expect(edge.playground.traffic.count('list-messages') - before).toBe(1);
    expect(contents()).toEqual([RESULT, RESULT]);
  });

  test('of one job is the answer, and goes when the result comes after the token’s life', async () => {
    const job = await edge.acceptedJob();
    edge.clock.advance(20 * 60_000);
    await post({ ...job, progressMessageId: null });
    expect(contents()).toEqual([RESULT]);
  });
});
