/** What one person reads of a server's history. How: the real application, store and screen; the vendor is scripted. */
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { historyEmbed } from '#commands/credits/screen.ts';
import { userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { translatorFor } from '#i18n/translator.ts';
import { finishedGrid, START_MS, setupContext } from '#test/fixtures/app-context.ts';

const OWN = userId('120000000000000001');
const OTHER = userId('120000000000000002');

async function setup() {
  const world = await setupContext({ memberQueue: { running: 100, waiting: 100 } });
  onTestFinished(() => world.close());
  const application = createApplication(world.context);
  const imagine = async (person: typeof OWN, prompt: string): Promise<Job> => {
    const outcome = await application.requestImagine({
      origin: world.origin({ userId: person }),
      prompt,
    });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return outcome.job;
  };
  const read = async (person: typeof OWN, detailed: boolean): Promise<readonly string[]> => {
    const { guildId } = world.origin();
    const page = await application.credits.history({
      guildId,
      userId: person,
      page: 1,
      detailed,
    });
    const { description = '' } = historyEmbed(translatorFor('en-US'), page);
    return description.split('\n');
  };
  return { ...world, application, imagine, read };
}

it('is a line for each job, and each booking on demand', async () => {
  const { script, run, imagine, application, origin, read } = await setup();
  script.check.splice(0, 1, await finishedGrid());
  const done = await imagine(OWN, 'a fox');
  for (let turn = 0; turn < 3; turn++) await run();
  const cancelled = await imagine(OWN, 'a hare');
  const { guildId } = origin();
  await application.cancelJob({ guildId, userId: OWN, jobId: cancelled.id });
  const running = await imagine(OWN, 'an owl');
  const [waiting, refunded, paid, quota, ...none] = await read(OWN, false);
  expect(waiting).toMatch(new RegExp(`−8. held for /imagine .${running.id}`));
  expect(refunded).toMatch(new RegExp(`±0. /imagine .${cancelled.id}.: 0 paid, 8 returned`));
  expect(paid).toMatch(new RegExp(`−8. /imagine .${done.id}.: 8 paid, 0 returned`));
  expect(quota).toMatch(/quota/);
  expect(none).toEqual([]);
  const detailed = await read(OWN, true);
  expect(detailed).toHaveLength(6);
  expect(detailed[1]).toMatch(/\+8. returned from/);
});

it.each([false, true])(
  'shows of somebody else’s stealth job the amount and the day alone (details: %s)',
  async (detailed) => {
    const { imagine, application, origin, read } = await setup();
    const hidden = await imagine(OTHER, 'a secret --stealth');
    const { guildId } = origin();
    await application.cancelJob({ guildId, userId: OTHER, jobId: hidden.id });
    const seen = await read(OWN, detailed);
    const noon = START_MS / 1000;
    const words = `a job of somebody else in stealth <t:${noon}:D>`;
    const amounts = detailed ? ['      +8', '      −8'] : ['      ±0'];
    expect(seen.slice(0, -1)).toEqual(amounts.map((amount) => `\`${amount}\` ${words}`));
    expect(seen.join('\n')).not.toContain(hidden.id);
    expect((await read(OTHER, detailed)).join('\n')).toContain(hidden.id);
  },
);
