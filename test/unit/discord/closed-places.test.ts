/**
 * How: people of a playground ask from, and name, places where the bot has nothing to look for. Judged by what others get
 * meanwhile, and by how many requests Discord refuses: 10,000 in ten minutes get the bot's address banned.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeCustomId } from '#discord/components/custom-id.ts';
import { createDirectMessenger } from '#discord/delivery/direct-messenger.ts';
import { DEFAULT_SETTINGS } from '#domain/guild-settings.ts';
import { guildId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { FinalPost } from '#ports/messenger.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const channelOf = (name: string) => {
  const { world, channelId } = edge.playground;
  const channel = world.channels.get(channelId(name));
  if (channel?.kind !== 'guild') throw new Error(`no channel ${name}`);
  return channel;
};

/** A private thread that somebody made, without the bot. */
function privateThread(): string {
  const { id, ...gallery } = channelOf('gallery');
  const thread = { ...gallery, id, threadOf: edge.channelId, isClosedToBot: true } as const;
  edge.playground.world.channels.set(id, thread);
  return id;
}

const finalOf = (job: Job): FinalPost => ({
  ...{ job: { ...job, state: 'delivering' }, attachments: [], leftOut: 0 },
  ...{ buttons: [], pressed: [], mayExist: false },
});

const refused = () => edge.playground.traffic.all().filter(({ status }) => status === 403).length;

const newest = (channel: string) => {
  const shown = edge.member.sees(channel).at(-1)?.embeds[0];
  return `${shown?.title}\n${shown?.description}`;
};

describe('a private thread without the bot', () => {
  it('is told apart from a server without it, with how to add the bot', async () => {
    const thread = privateThread();
    await edge.member.command(thread, 'imagine', { prompt: 'a boat' });
    await edge.router.idle();
    expect(newest(thread)).toMatch(/^The bot is not in this thread\n.*Mention <@\d+> here/);
  });

  it('closes nothing else in its server', async () => {
    const thread = privateThread();
    await edge.member.command(thread, 'imagine', { prompt: 'a boat' });
    await edge.router.idle();
    expect((await edge.acceptedJob()).progressMessageId).not.toBeNull();
  });

  it('is asked in again as soon as somebody has added the bot', async () => {
    const thread = privateThread();
    await edge.member.command(thread, 'imagine', { prompt: 'a boat' });
    await edge.router.idle();
    const { isClosedToBot: _, ...open } = channelOf('gallery');
    edge.playground.world.channels.set(thread, open);
    expect((await edge.acceptedJob({}, 'gallery')).progressMessageId).not.toBeNull();
  });

  it('takes a 😍, and no edit is tried there', async () => {
    const customId = encodeCustomId({ kind: 'control', jobId: JOB_ID, control: 'favourite' });
    const message = await postButtons(edge.playground, edge.playground.channelId('gallery'), [
      customId,
    ]);
    privateThread();
    const { application } = edge.scripted;
    const favourite = async () => ({ kind: 'given', job: discordJob() }) as const;
    edge.scripted.application = {
      ...application,
      remarks: { ...application.remarks, favourite },
      buttonsOf: async () => ({ job: discordJob(), buttons: [], pressed: [] }),
    };
    const reply = await (await edge.member.press(message, { customId })).reply();
    await edge.router.idle();
    expect(reply.content).toContain('rated');
    expect(edge.playground.traffic.count('edit-message')).toBe(0);
  });
});

it('a message is not tried to be removed where the bot sees nothing', async () => {
  const gallery = edge.playground.channelId('gallery');
  const message = await postButtons(edge.playground, gallery, ['none']);
  privateThread();
  const { application } = edge.scripted;
  const rejection = { kind: 'job-over', state: 'done' } as const;
  edge.scripted.application = {
    ...application,
    jobOfMessage: async () => discordJob({ state: 'done' }),
    cancelJob: async () => ({ kind: 'rejected', rejection }),
  };
  await edge.member.contextCommand(gallery, 'Cancel Job', message.id);
  await edge.router.idle();
  expect(newest(gallery)).toMatch(/^Message not removed/);
  expect(edge.playground.traffic.count('delete-message')).toBe(0);
});

it('who takes no direct messages and asks for them all day is refused by Discord a few times', async () => {
  const messenger = createDirectMessenger({ rest: edge.rest, clock: edge.clock });
  const message = { content: 'a boat', allowed_mentions: { parse: [] } };
  const people = ['owner', 'member', 'stranger'].map((role) => edge.playground.person(role).id);
  for (const person of people)
    edge.playground.fault({ kind: 'close-direct-messages', userId: person });
  for (let time = 0; time < 6; time += 1) {
    for (const person of people) {
      const sent = await messenger.sendDirectly(userId(person), message, [], `n${time}${person}`);
      expect(sent).toMatchObject({ kind: 'failed', failure: { kind: 'closed' } });
    }
    // Discord's own pauses for a place are over.
    edge.clock.advance(70_000);
  }
  expect(refused()).toBe(8);
});

it('whoever presses everything old keeps no result from anybody', async () => {
  const { application } = edge.scripted;
  let isGiven = false;
  edge.scripted.application = {
    ...application,
    remarks: {
      ...application.remarks,
      favourite: async () => {
        isGiven = !isGiven;
        return { kind: isGiven ? 'given' : 'taken-back', job: discordJob() } as const;
      },
    },
    buttonsOf: async () => ({
      job: discordJob({ request: { action: 'upscale' } }),
      buttons: [],
      pressed: [],
    }),
  };
  const customId = encodeCustomId({ kind: 'control', jobId: JOB_ID, control: 'favourite' });
  const { world } = edge.playground;
  const gallery = channelOf('gallery');
  const channels = Array.from({ length: 40 }, (_, place) =>
    String(BigInt(gallery.id) + BigInt(place)),
  );
  for (const id of channels) world.channels.set(id, { ...gallery, id });
  const messages = [];
  for (const id of channels) {
    messages.push(await postButtons(edge.playground, id, [customId]));
    edge.clock.advance(1_000);
  }
  edge.clock.advance(2 * 3_600_000);
  const job = await edge.acceptedJob();
  for (const message of messages) {
    for (let press = 0; press < 6; press += 1) {
      await edge.member.press(message, { customId });
      await edge.router.idle();
    }
    // Discord limits a bot to fifty requests a second.
    edge.clock.advance(1_000);
  }
  const tooFast = () => edge.playground.traffic.all().filter(({ status }) => status === 429).length;
  expect(tooFast()).toBeGreaterThan(3);
  expect(tooFast()).toBeLessThan(10);
  const posted = await edge.messenger.postFinal(finalOf(job));
  expect(posted.kind).toBe('posted');
});

it('whoever names hidden channels one after another keeps no result from anybody', async () => {
  const { world } = edge.playground;
  const { application } = edge.scripted;
  const quota = async () => ({
    account: {
      guildId: guildId(edge.playground.guildId('Harbour Lights')),
      ...{ period: '2026-11', available: 0, reserved: 0, spent: 0 },
    },
    settings: DEFAULT_SETTINGS,
    ...{ monthlyCredits: 0, renewsAtMs: 0, grants: [], memberQueue: { running: 3, waiting: 7 } },
  });
  edge.scripted.application = {
    ...application,
    credits: { ...application.credits, quota, change: async () => true },
  };
  const hidden = channelOf('staff-only');
  const job = await edge.acceptedJob();
  for (let place = 1; place <= 40; place += 1) {
    const id = String(BigInt(hidden.id) + BigInt(place));
    world.channels.set(id, { ...hidden, id });
    const wish = { notices: id };
    await edge.playground.person('owner').command(edge.channelId, 'quota set', wish);
    await edge.router.idle();
  }
  expect(refused()).toBeGreaterThan(5);
  expect(refused()).toBeLessThan(20);
  const posted = await edge.messenger.postFinal(finalOf(job));
  expect(posted.kind).toBe('posted');
});
