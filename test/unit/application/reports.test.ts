import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { userId } from '#domain/ids.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const OPERATOR = userId('9');
const OTHER = userId('150000000000000002');
const A_DAY = 10;
const DAY_MS = 24 * 60 * 60_000;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it('one person’s reports of a day leave room for those of others', async () => {
  const world = await setupContext({ settings: { operatorIds: [OPERATOR] } });
  closers.push(world.close);
  const { remarks, requestImagine } = createApplication(world.context);
  const finished = async () => {
    const accepted = await requestImagine({ origin: world.origin(), prompt: 'a lighthouse' });
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
    await world.run();
    await world.run();
    return world.job(accepted.job.id);
  };
  const { origin, id: worst } = await finished();
  const { guildId, userId: flooder } = origin;
  const kinds: string[] = [];
  expect((await remarks.report({ guildId, userId: OTHER, jobId: worst })).kind).toBe('reported');
  for (let reported = 0; reported <= A_DAY; reported++) {
    const { id: jobId } = await finished();
    kinds.push((await remarks.report({ guildId, userId: flooder, jobId })).kind);
  }
  expect(kinds).toEqual([...Array.from({ length: A_DAY }, () => 'reported'), 'too-many']);
  const { id: jobId } = await finished();
  expect((await remarks.report({ guildId, userId: OTHER, jobId })).kind).toBe('reported');
  expect((await remarks.reports(OPERATOR))?.rows[0]?.job.id).toBe(jobId);
  world.pass(DAY_MS + 1);
  const { id: tomorrow } = await finished();
  expect((await remarks.report({ guildId, userId: flooder, jobId: tomorrow })).kind).toBe(
    'reported',
  );
});
