import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const at = (job: Job, progressPercent: number): Job => ({ ...job, progressPercent });
const shown = () => edge.playground.messages.all(edge.channelId)[0];
const edits = () =>
  edge.playground.traffic
    .all()
    .filter(({ method }) => method === 'PATCH')
    .map(({ requestBody }) => (JSON.stringify(requestBody).match(/\((\d+%)\)/) ?? [])[1] ?? '-');
const editsAre = (...percents: readonly string[]) =>
  edge.playground.until(() => JSON.stringify(edits()) === JSON.stringify(percents), {
    what: `edits ${percents.join()}`,
    timeoutMs: 2_000,
  });
/** Until the editor waits for the time of its next edit. */
const pausing = () => edge.waitedFor((ms) => ms === 3_000);

/** Another job's edit, begun later and done: whatever was to be sent before has been sent. */
async function afterAnotherEdit(): Promise<void> {
  const other = await edge.acceptedJob();
  edge.messenger.offerProgress(at(other, 77), null);
  await edge.playground.until(() => edits().includes('77%'));
}

const picture = (text: string): Attachment => ({
  bytes: new Uint8Array(Buffer.from(text)),
  mediaType: 'image/webp',
});

test('the first state is shown at once, then the newest every three seconds', async () => {
  const job = await edge.acceptedJob();
  for (const percent of [10, 20, 30, 40]) edge.messenger.offerProgress(at(job, percent), null);
  await pausing();
  expect(edits()).toEqual(['10%']);
  edge.clock.advance(2_900);
  await afterAnotherEdit();
  expect(edits()).toEqual(['10%', '77%']);
  edge.clock.advance(200);
  await editsAre('10%', '77%', '40%');
  expect(shown()?.content).toContain('(40%) (fast)');
});

test('what is shown already is not sent again', async () => {
  const job = await edge.acceptedJob();
  for (const percent of [10, 10.4]) edge.messenger.offerProgress(at(job, percent), null);
  await pausing();
  edge.clock.advance(3_100);
  await afterAnotherEdit();
  edge.messenger.offerProgress(at(job, 20), null);
  await editsAre('10%', '77%', '20%');
});

test('a preview is attached, replaced, and kept by edits that have none', async () => {
  const job = await edge.acceptedJob();
  const sizes = () => shown()?.attachments.map(({ size }) => size);
  edge.messenger.offerProgress(at(job, 40), picture('one'));
  edge.messenger.offerProgress(at(job, 50), null);
  await pausing();
  expect(shown()?.attachments.map(({ filename }) => filename)).toEqual([`${job.id}_grid_0.webp`]);
  edge.clock.advance(3_100);
  await editsAre('40%', '50%');
  expect(sizes()).toEqual([3]);
  edge.messenger.offerProgress(at(job, 60), picture('three'));
  await pausing();
  edge.clock.advance(3_100);
  await editsAre('40%', '50%', '60%');
  expect(sizes()).toEqual([5]);
});

/** The job's last word, which ends its progress. */
const stop = (job: Job) => edge.messenger.showNotice({ ...job, state: 'cancelled' });

test('nothing is shown once progress has ended, not even what waited', async () => {
  const job = await edge.acceptedJob();
  for (const percent of [10, 20]) edge.messenger.offerProgress(at(job, percent), null);
  await pausing();
  await stop(job);
  edge.messenger.offerProgress(at(job, 30), null);
  edge.clock.advance(10_000);
  await afterAnotherEdit();
  expect(edits()).toEqual(['10%', '-', '77%']);
});

test('ending waits for the edit that is under way', async () => {
  const job = await edge.acceptedJob();
  edge.playground.fault({ kind: 'delay', route: '*', ms: 50 });
  edge.messenger.offerProgress(at(job, 10), null);
  await stop(job);
  expect(edits()).toEqual(['10%', '-']);
  expect(shown()?.content).toContain('(Stopped)');
});

test('a rate limit slows the edits down as far as Discord says', async () => {
  const job = await edge.acceptedJob();
  edge.playground.fault({ kind: 'rate-limit', route: '*', retryAfterMs: 8_000 });
  for (const percent of [10, 20]) edge.messenger.offerProgress(at(job, percent), null);
  await edge.waitedFor((ms) => ms >= 8_000 && ms < 9_000);
  expect(edits()).toEqual(['10%']);
});

test('the bot goes on when the token has died', async () => {
  const job = await edge.acceptedJob();
  edge.clock.advance(14 * 60_000);
  edge.messenger.offerProgress(at(job, 90), null);
  await edge.playground.until(() => edge.playground.traffic.count('edit-message') === 1);
  await edge.playground.until(() => shown()?.content.includes('(90%)'));
});

test('a token that died early is noticed, and the bot goes on', async () => {
  const job = await edge.acceptedJob();
  edge.playground.fault({ kind: 'expire-token', interactionId: job.origin.interactionId });
  edge.messenger.offerProgress(at(job, 90), null);
  await edge.playground.until(() => shown()?.content.includes('(90%)'));
});

test('the answer is edited by its name while its id is not known', async () => {
  const job = await edge.acceptedJob();
  edge.messenger.offerProgress({ ...at(job, 10), progressMessageId: null }, null);
  await edge.playground.until(() => shown()?.content.includes('(10%)'));
});

test('a message that somebody removed is left alone', async () => {
  const job = await edge.acceptedJob();
  edge.playground.fault({ kind: 'refuse', route: '*', status: 404, code: 10008 });
  for (const percent of [10, 20]) edge.messenger.offerProgress(at(job, percent), null);
  await editsAre('10%');
  edge.clock.advance(10_000);
  await afterAnotherEdit();
  expect(edits()).toEqual(['10%', '77%']);
});

test.each([
  ['unclear', 'Waiting for the image service to answer'],
  ['unreachable', 'The image service does not answer'],
  ['unfetched', 'Finished, not fetched yet'],
] as const)('a job that stands still says why (%s), until it goes on', async (trouble, title) => {
  const job = await edge.acceptedJob();
  edge.messenger.offerProgress(at(job, 90), null, trouble);
  await edge.playground.until(() => shown()?.embeds[0]?.title === title);
  expect(shown()?.content).toContain('(90%)');
  edge.messenger.offerProgress(at(job, 90), null);
  await pausing();
  edge.clock.advance(3_100);
  await edge.playground.until(() => shown()?.embeds.length === 0);
});
