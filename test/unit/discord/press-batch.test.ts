/** How: the question of a batch is put and answered on a playground; the inside is scripted. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { encodeCustomId } from '#discord/components/custom-id.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const refused: RequestOutcome = { kind: 'rejected', rejection: { kind: 'queue-full' } };
const accepted: RequestOutcome = { kind: 'accepted', job: discordJob() };
const suggestionsOf = async () =>
  ({
    job: discordJob(),
    result: { kind: 'suggestions', suggestions: ['a'], tokens: [], handle: null, seed: null },
  }) as const;

it.each([
  ['nothing was', [refused], ['Queue full']],
  ['one was', [accepted, refused], ['Started 1 job', 'Queue full']],
] as const)(
  'yes says what was started and why no more, where %s',
  async (_what, outcomes, titles) => {
    const { application } = edge.scripted;
    edge.scripted.application = {
      ...application,
      requestImagine: async () => ({
        ...({ kind: 'question', jobs: 2, credits: 16, availableCredits: 20 } as const),
        ...{ firstPrompt: 'a red fox', lastPrompt: 'a blue fox' },
      }),
      batches: { ...application.batches, start: async () => outcomes },
      confirmAcknowledged: async () => {},
    };
    const prompt = 'a {red,blue} fox';
    const question = await (
      await edge.member.command(edge.channelId, 'imagine', { prompt })
    ).reply();
    await edge.member.press(question, { label: 'Yes' });
    await edge.router.idle();
    const shown = edge.member.sees(edge.channelId).find(({ id }) => id === question.id);
    expect(shown?.embeds.map(({ title }) => title)).toEqual(titles);
  },
);

it.each([
  ['two', 2, ['a red fox', 'a blue fox'], ['**1** a red fox', '**2** a blue fox']],
  ['many', 6, ['a red cat', 'a blue dog'], ['**1** a red cat', '…', '**6** a blue dog']],
] as const)('the question shows what starts: %s', async (_what, jobs, prompts, lines) => {
  const { application } = edge.scripted;
  const [firstPrompt, lastPrompt] = prompts;
  edge.scripted.application = {
    ...application,
    requestImagine: async () => ({
      ...({ kind: 'question', jobs, credits: 8 * jobs, availableCredits: 90 } as const),
      ...{ firstPrompt, lastPrompt },
    }),
  };
  const act = await edge.member.command(edge.channelId, 'imagine', { prompt: 'x' });
  const shown = (await act.reply()).embeds[0]?.description;
  expect(shown?.split('\n').slice(3)).toEqual(lines);
});

it('yes is acknowledged first where starting takes longer than Discord waits', async () => {
  const { application } = edge.scripted;
  const started = Promise.withResolvers<readonly RequestOutcome[]>();
  edge.scripted.application = {
    ...application,
    requestImagine: async () => ({
      ...({ kind: 'question', jobs: 2, credits: 16, availableCredits: 20 } as const),
      ...{ firstPrompt: 'a red fox', lastPrompt: 'a blue fox' },
    }),
    batches: { ...application.batches, start: () => started.promise },
    confirmAcknowledged: async () => {},
  };
  const prompt = 'a {red,blue} fox';
  const question = await (await edge.member.command(edge.channelId, 'imagine', { prompt })).reply();
  await edge.waitedFor((ms) => ms === 1_200);
  const pressing = edge.member.press(question, { label: 'Yes' });
  await edge.waitedFor((ms) => ms === 1_200);
  edge.clock.advance(1_300);
  expect((await pressing).state()).toMatchObject({ kind: 'acknowledged', callbackType: 6 });
  started.resolve([accepted]);
  await edge.router.idle();
  const shown = edge.member.sees(edge.channelId).find(({ id }) => id === question.id);
  expect(shown?.embeds.map(({ title }) => title)).toEqual(['Started 1 job']);
});

it('what waits has one message together, which cancels all of it', async () => {
  const { application } = edge.scripted;
  const jobs = Array.from({ length: 40 }, () => discordJob());
  const outcomes = jobs.map((job, place) =>
    place < 3
      ? ({ kind: 'accepted', job } as const)
      : ({ kind: 'accepted', job, queuePosition: place - 2 } as const),
  );
  const cancelled: string[] = [];
  edge.scripted.application = {
    ...application,
    requestImagine: async () => ({
      ...({ kind: 'question', jobs: 40, credits: 320, availableCredits: 400 } as const),
      ...{ firstPrompt: 'a fox', lastPrompt: 'a fox' },
    }),
    batches: {
      ...application.batches,
      start: async () => outcomes,
      cancel: async (_asker, confirmed) => {
        cancelled.push(confirmed);
        return jobs.slice(3);
      },
    },
    confirmAcknowledged: async () => {},
  };
  const prompt = 'a fox --repeat 40';
  const question = await (await edge.member.command(edge.channelId, 'imagine', { prompt })).reply();
  const seen = () => edge.member.sees(edge.channelId);
  const before = seen().length;
  await edge.member.press(question, { label: 'Yes' });
  await edge.router.idle();
  expect(seen()).toHaveLength(before + 3);
  const shown = () => seen().find(({ id }) => id === question.id);
  expect(shown()?.embeds[0]).toMatchObject({
    title: 'Started 40 jobs',
    description:
      '37 of them wait for free slots; their results will be posted here as they are ready.',
  });
  const queue = shown();
  if (queue === undefined) throw new Error('the question is gone');
  await edge.member.press(queue, { label: 'Cancel all' });
  await edge.router.idle();
  expect(cancelled).toEqual([expect.stringMatching(/^\d+$/)]);
  expect(shown()?.embeds[0]).toMatchObject({
    title: 'Cancelled 37 jobs',
    description: '296 credits were returned.',
  });
});

it.each([
  ['nothing was', [refused], ['Queue full']],
  ['one was', [accepted, refused], ['Started 1 job', 'Queue full']],
  ['all were before', [{ kind: 'duplicate', job: discordJob() }], ['Question closed']],
] as const)('so does yes to all suggestions, where %s', async (_what, outcomes, titles) => {
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    suggestionsOf,
    requestImagineAll: async () => outcomes,
    confirmAcknowledged: async () => {},
  };
  const shown = () => edge.playground.messages.all(edge.channelId)[0];
  const customId = encodeCustomId({ kind: 'suggestions', jobId: JOB_ID, part: 'all-yes' });
  const message = await postButtons(edge.playground, edge.channelId, [customId]);
  await edge.member.press(message, { customId });
  await edge.router.idle();
  expect(shown()?.embeds.map(({ title }) => title)).toEqual(titles);
});

it('all texts can be declined', async () => {
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    suggestionsOf,
    askImagineAll: async () => ({
      kind: 'question',
      jobs: 4,
      credits: 32,
      availableCredits: 1_234,
    }),
  };
  const customId = encodeCustomId({ kind: 'suggestions', jobId: JOB_ID, part: 'all' });
  const words = await postButtons(edge.playground, edge.channelId, [customId]);
  const question = await (await edge.member.press(words, { customId })).reply();
  expect(question.embeds[0]?.description).toBe(
    'This will start **4 jobs** for **32 credits** of this server.\nThe server has 1,234 credits.',
  );
  await edge.member.press(question, { label: 'No' });
  await edge.router.idle();
  const shown = edge.member.sees(edge.channelId).find(({ id }) => id === question.id);
  expect(shown?.embeds.map(({ title }) => title)).toEqual(['Nothing started']);
  expect(shown?.components).toEqual([]);
});

it('all texts that cannot be paid for are refused before the question', async () => {
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    suggestionsOf,
    askImagineAll: async () => ({
      kind: 'rejected',
      rejection: {
        kind: 'credits-exhausted',
        neededCredits: 32,
        availableCredits: 20,
        renewsAtMs: 0,
      },
    }),
  };
  const customId = encodeCustomId({ kind: 'suggestions', jobId: JOB_ID, part: 'all' });
  const words = await postButtons(edge.playground, edge.channelId, [customId]);
  const reply = await (await edge.member.press(words, { customId })).reply();
  expect(reply.embeds[0]?.title).toBe('Credits exhausted');
  expect(reply.components).toEqual([]);
  expect(reply.flags).toBe(64);
});

const broken = { kind: 'broken', error: new Error('a test'), left: 3 } as const;

it.each([
  ['a batch', { kind: 'batch', question: '110000000000002000', answer: 'yes' }],
  ['all suggestions', { kind: 'suggestions', jobId: JOB_ID, part: 'all-yes' }],
] as const)('%s that an error ends says what was started, and then the error', async (_, id) => {
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    suggestionsOf,
    requestImagineAll: async () => [accepted, broken],
    batches: { ...application.batches, start: async () => [accepted, broken] },
    confirmAcknowledged: async () => {},
    refusalOf: (error) => (error === broken.error ? { kind: 'not-saved', isNotified: true } : null),
  };
  const customId = encodeCustomId(id);
  const message = await postButtons(edge.playground, edge.channelId, [customId]);
  await edge.member.press(message, { customId });
  await edge.router.idle();
  const embeds = edge.member.sees(edge.channelId).flatMap((shown) => shown.embeds);
  expect(embeds.map(({ title }) => title)).toEqual([
    expect.stringMatching(/^(?:Started|Imagining) 1 /),
    'Nothing can be saved right now',
  ]);
  expect(embeds[0]?.description).toContain('An error stopped it: 3 more jobs were not started.');
  expect(embeds[1]?.description).toContain('nothing was charged');
  expect(embeds[1]?.description).toContain('operator is alerted automatically');
  expect(embeds[1]?.footer?.text).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
});

it('yes to all suggestions, pressed twice before the answer, is one answer to one question', async () => {
  const { application } = edge.scripted;
  const named: string[] = [];
  edge.scripted.application = {
    ...application,
    suggestionsOf,
    requestImagineAll: async ({ origin }) => {
      named.push(origin.interactionId);
      return [{ kind: 'duplicate', job: discordJob() }];
    },
  };
  const customId = encodeCustomId({ kind: 'suggestions', jobId: JOB_ID, part: 'all-yes' });
  const message = await postButtons(edge.playground, edge.channelId, [customId]);
  await Promise.all([1, 2].map(() => edge.member.forgePress({ message, customId })));
  await edge.router.idle();
  expect(named).toEqual([message.id, message.id]);
});
