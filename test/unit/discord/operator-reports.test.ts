/** How: the real application behind the real edge; a job is reported, and an operator decides it where no message came. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServerAdmission } from '#application/accounts/server-admission.ts';
import { createApplication } from '#application/create-application.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import { type JobId, userId } from '#domain/ids.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
let application: ReturnType<typeof createApplication>;
beforeEach(async () => {
  edge = await setUpEdge();
  const owner = userId(edge.playground.person('owner').id);
  world = await setupContext({ settings: { operatorIds: [owner] } });
  application = createApplication(world.context);
  edge.scripted.application = application;
});
afterEach(async () => {
  await edge.stop();
  await world.close();
});

async function reported(): Promise<JobId> {
  const accepted = await application.requestImagine({ origin: world.origin(), prompt: 'a boat' });
  if (accepted.kind !== 'accepted') throw new Error(JSON.stringify(accepted));
  const { id, origin } = accepted.job;
  for (let n = 0; n < 20 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  const { guildId } = origin;
  await application.remarks.report({ guildId, userId: userId('900000000000000002'), jobId: id });
  return id;
}

const operator = () => edge.playground.person('owner');
const newest = () => {
  const shown = operator().sees(edge.channelId).at(-1);
  if (shown === undefined) throw new Error('nothing is shown');
  return shown;
};
const textOf = (message: ReturnType<typeof newest>) =>
  `${message.embeds[0]?.title}\n${message.embeds[0]?.description}`;
const labelsOf = (message: ReturnType<typeof newest>) =>
  [...JSON.stringify(message.components).matchAll(/"label":"([^"]+)"/g)].map(([, label]) => label);

async function ask(options: Readonly<Record<string, string>>) {
  await operator().command(edge.channelId, 'operator reports', options);
  await edge.router.idle();
  return newest();
}

it('a report whose message reached nobody is shown by the id of its job and decided there', async () => {
  const id = await reported();
  const list = textOf(await ask({}));
  expect(list).toContain(id);
  expect(list).toContain('/operator reports job:');
  const report = await ask({ job: ` ${id} ` });
  const maker = (await world.job(id)).origin.userId;
  const isBlocked = async () =>
    (await application.moderation.of(ALL_SERVERS)).blockedMembers.length > 0;
  expect(labelsOf(report)).toEqual(['Take down', 'Dismiss', 'Block member']);
  expect(textOf(report)).toContain(`<@${maker}> (\`${maker}\`)`);
  for (const [label, blocked, next] of [
    ['Block member', true, 'Unblock member'],
    ['Unblock member', false, 'Block member'],
  ] as const) {
    await operator().press(report, { label });
    await edge.router.idle();
    expect(await isBlocked()).toBe(blocked);
    expect(labelsOf(newest())).toEqual(['Take down', 'Dismiss', next]);
  }
  await operator().press(report, { label: 'Take down' });
  await edge.router.idle();
  // Its message is in no channel that the bot sees: whoever took it down is told, with the way to it.
  const told = textOf(newest());
  expect(told).toContain('Its message could not be removed');
  expect(told).toContain('https://discord.com/channels/');
  expect(textOf(await ask({}))).toContain('No report is waiting');
});

it('a job that nobody reported, or that is none, is said to be so', async () => {
  for (const job of ['0hq3zv8k2rabcdef', 'boat']) {
    expect(textOf(await ask({ job }))).toContain('Nobody has reported a job with this id');
  }
});

it('a report is decided in a server of the operators that is not served', async () => {
  const id = await reported();
  const admission = createServerAdmission({
    store: world.context.store,
    settings: { guildIds: ['1'], operatorIds: [], isUndecided: true },
    isPublic: async () => true,
    announce: () => {},
    log: { info: () => {} },
  });
  edge.scripted.application = createApplication({ ...world.context, admission });
  await operator().press(await ask({ job: id }), { label: 'Dismiss' });
  await edge.router.idle();
  expect(labelsOf(newest())).toEqual(['Block member']);
  await operator().command(edge.channelId, 'imagine', { prompt: 'a boat' });
  await edge.router.idle();
  expect(textOf(newest())).toContain('limited it to other servers');
});
