/** How: buttons under a refused prompt are pressed on a playground; the inside is scripted. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FixOutcome } from '#application/requests/fixes.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

async function refusedPrompt(run: () => Promise<FixOutcome>) {
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    requestImagine: async () => ({
      kind: 'rejected',
      rejection: { kind: 'prompt-problem', problem: { kind: 'empty' } },
      fix: { corrected: 'a fox --stylize 50', asTyped: false },
    }),
    fixes: { run },
    confirmAcknowledged: async () => {},
  };
  const act = await edge.member.command(edge.channelId, 'imagine', {
    prompt: 'a fox --stylise 50',
  });
  const refusal = await act.reply();
  expect(JSON.stringify(refusal.components)).toContain('Fix and run');
  await edge.waitedFor((ms) => ms === 1_200);
  const shown = () => edge.member.sees(edge.channelId).find(({ id }) => id === refusal.id);
  const press = async () => {
    const pressed = await edge.member.press(refusal, { label: 'Fix and run' });
    await edge.router.idle();
    return pressed;
  };
  return { shown, press };
}

const titlesOf = (message: { readonly embeds: readonly { title?: string }[] } | undefined) =>
  message?.embeds.map(({ title }) => title);

it('the refusal says what was started and has no button, and the job its progress below', async () => {
  const job = discordJob({ request: { prompt: 'a fox --stylize 50' } });
  const { shown, press } = await refusedPrompt(async () => ({ kind: 'accepted', job }));
  await press();
  expect(titlesOf(shown())).toEqual(['Started 1 job']);
  expect(shown()?.embeds[0]?.description).toBe('a fox --stylize 50');
  expect(shown()?.components).toEqual([]);
  const below = edge.member.sees(edge.channelId).at(-1);
  expect(below?.content).toContain('(Waiting to start)');
  expect((below?.flags ?? 0) & 64).toBe(0);
});

it('of a job in stealth the progress is for its person alone', async () => {
  const job = discordJob({ request: { visibility: 'stealth' } });
  const { press } = await refusedPrompt(async () => ({ kind: 'accepted', job }));
  await press();
  const below = edge.member.sees(edge.channelId).at(-1);
  expect(below?.content).toContain('(Waiting to start)');
  expect((below?.flags ?? 0) & 64).toBe(64);
});

it.each([
  ['used or expired', { kind: 'rejected', rejection: { kind: 'fix-stale' } }, 'Question closed'],
  [
    'a batch',
    {
      ...({ kind: 'question', jobs: 2, credits: 16, availableCredits: 90 } as const),
      ...{ firstPrompt: 'a red fox', lastPrompt: 'a blue fox' },
    },
    'Are you sure?',
  ],
] as const)('the refusal becomes the answer where the offer is %s', async (_, outcome, title) => {
  const { shown, press } = await refusedPrompt(async () => outcome);
  const before = edge.member.sees(edge.channelId).length;
  await press();
  expect(titlesOf(shown())).toEqual([title]);
  expect(JSON.stringify(shown()?.components)).not.toContain('Fix and run');
  expect(edge.member.sees(edge.channelId)).toHaveLength(before);
});

it('a press delivered twice starts and shows one job', async () => {
  const { shown, press } = await refusedPrompt(async () => ({
    kind: 'duplicate',
    job: discordJob(),
  }));
  const before = edge.member.sees(edge.channelId).length;
  await press();
  expect(titlesOf(shown())).toEqual(['Started 1 job']);
  expect(edge.member.sees(edge.channelId)).toHaveLength(before);
});

it.each(['at once', 'late'])('another refusal, told %s, leaves the button', async (when) => {
  const running = Promise.withResolvers<FixOutcome>();
  const { shown, press } = await refusedPrompt(() => running.promise);
  const pressing = press();
  if (when === 'late') {
    await edge.waitedFor((ms) => ms === 1_200);
    edge.clock.advance(1_300);
  }
  running.resolve({ kind: 'rejected', rejection: { kind: 'queue-full' } });
  await pressing;
  await edge.router.idle();
  expect(JSON.stringify(shown()?.components)).toContain('Fix and run');
  const told = edge.member.sees(edge.channelId).at(-1);
  expect(titlesOf(told)).toEqual(['Queue full']);
  expect((told?.flags ?? 0) & 64).toBe(64);
});
