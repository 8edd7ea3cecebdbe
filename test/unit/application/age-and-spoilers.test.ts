/** How: people ask from channels of several kinds, over the real application and store; what is posted is kept. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { withSpoilers } from '#discord/delivery/spoilers.ts';
import { ageOf } from '#discord/gateway/posting-state.ts';
import { readInteraction } from '#discord/gateway/read-interaction.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import { channelId, userId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { JOB_ID } from '#test/fixtures/discord-job.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const OPEN = channelId('140000000000000101');
const HIDDEN = channelId('140000000000000102');
const THREAD = channelId('140000000000000103');
const ADULT = channelId('140000000000000104');
const BY = { userId: userId('900000000000000001'), interactionId: '9' };

async function setup() {
  const world = await setupContext();
  closers.push(world.close);
  const application = createApplication(world.context);
  const finish = async ({ id }: Job): Promise<Job> => {
    for (let n = 0; n < 20 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    return world.job(id);
  };
  const ask = (from: Partial<JobOrigin>, prompt = 'a boat') =>
    application.requestImagine({ origin: world.origin(from), prompt });
  const made = async (from: Partial<JobOrigin>): Promise<Job> => {
    const outcome = await ask(from);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return finish(outcome.job);
  };
  return { ...world, application, ask, made };
}

describe('spoilers', () => {
  it('are what is posted and shown in channels that were set so, and in their threads', async () => {
    const { application, made, posts, origin } = await setup();
    const { guildId } = origin();
    await application.moderation.setSpoilers(guildId, HIDDEN, true, BY);
    const job = await made({ channelId: OPEN });
    await made({ channelId: HIDDEN });
    await made({ channelId: THREAD, parentChannelId: HIDDEN });
    const isSpoiler = () =>
      posts.map(({ attachments }) => attachments.map((file) => file.isSpoiler === true));
    expect(isSpoiler()).toEqual([[false], [true], [true]]);
    const shown = async (place: Pick<JobOrigin, 'channelId' | 'parentChannelId'>) => {
      const { userId: person } = job.origin;
      const outcome = await application.showJob({ guildId, userId: person, place, jobId: job.id });
      if (outcome.kind !== 'shown') throw new Error(JSON.stringify(outcome));
      return outcome.showing.attachments.map((file) => file.isSpoiler === true);
    };
    expect([
      await shown({ channelId: OPEN }),
      await shown({ channelId: HIDDEN }),
      await shown({ channelId: THREAD, parentChannelId: HIDDEN }),
    ]).toEqual([[false], [true], [true]]);
    await application.moderation.setSpoilers(guildId, HIDDEN, false, {
      ...BY,
      interactionId: '10',
    });
    await made({ channelId: HIDDEN });
    expect(isSpoiler().at(-1)).toEqual([false]);
  });

  it('are named as Discord wants it, show nothing in an embed, and still tell their job', () => {
    const file = { bytes: Buffer.from('x'), mediaType: 'image/webp' };
    const message = {
      embeds: [{ title: 'words', image: { url: 'attachment://a.webp' } }],
      attachments: [
        { id: 0, filename: `ana_a_boat_${JOB_ID}.webp`, description: 'a boat' },
        { id: 1, filename: `${JOB_ID}_grid_0.webp` },
      ],
      allowed_mentions: MENTIONING_NOBODY,
    };
    expect(withSpoilers(message, [file])).toBe(message);
    const hidden = withSpoilers(message, [{ ...file, isSpoiler: true }]);
    const names = (hidden.attachments ?? []).map(({ filename }) => filename);
    expect(names).toEqual([`SPOILER_ana_a_boat_${JOB_ID}.webp`, `SPOILER_${JOB_ID}_grid_0.webp`]);
    expect(hidden.attachments).toMatchObject([{ is_spoiler: true }, { is_spoiler: true }]);
    expect(hidden.embeds).toEqual([{ title: 'words' }]);
    for (const name of names) expect(namedJob({ customIds: [], fileNames: [name] })).toBe(JOB_ID);
  });
});

describe('an age-restricted channel', () => {
  it('keeps what was made in it to such channels: follow-ups, /show and /tree', async () => {
    const { application, made, origin } = await setup();
    const job = await made({ channelId: ADULT, age: 'restricted' });
    const { guildId, userId: person } = job.origin;
    const elsewhere = { channelId: OPEN } as const;
    const refused = { kind: 'rejected', rejection: { kind: 'age-restricted' } };
    const press = (from: Partial<JobOrigin>) =>
      application.requestFollowUp({
        origin: origin(from),
        parentId: job.id,
        button: { action: 'upscale', cell: 1 },
      });
    const show = (place: Pick<JobOrigin, 'channelId' | 'age'>) =>
      application.showJob({ guildId, userId: person, place, jobId: job.id });
    const tree = (place: Pick<JobOrigin, 'channelId' | 'age'>) =>
      application.jobTree({ guildId, userId: person, ...place, jobId: job.id, titleOf: () => '' });
    for (const age of [undefined, 'unknown'] as const) {
      const place = { ...elsewhere, ...(age === undefined ? {} : { age }) };
      expect(await press(place)).toMatchObject(refused);
      expect(await show(place)).toMatchObject(refused);
      expect(await tree(place)).toMatchObject(refused);
    }
    const other = { channelId: THREAD, age: 'restricted' } as const;
    expect((await press(other)).kind).toBe('accepted');
    expect((await show(other)).kind).toBe('shown');
    expect((await tree(other)).kind).toBe('tree');
    // Its own channel always may, also where Discord did not say what it is.
    expect((await show({ channelId: ADULT, age: 'unknown' })).kind).toBe('shown');
  });

  it('has its prompts listed for who wrote them alone, wherever that person asks', async () => {
    const { application, made } = await setup();
    const job = await made({ channelId: ADULT, age: 'restricted' });
    const { guildId, userId: personId } = job.origin;
    const own = await application.memberInfo(guildId, personId);
    expect(own.recent.map(({ id }) => id)).toEqual([job.id]);
    const asked = { guildId, channelId: OPEN, personId } as const;
    const recent = (askerId: typeof personId) => application.remarks.recent({ ...asked, askerId });
    expect((await recent(personId)).map(({ id }) => id)).toEqual([job.id]);
    expect(await recent(userId('900000000000000009'))).toEqual([]);
  });

  it('lets words that are banned elsewhere, and no others', async () => {
    const { application, ask, origin } = await setup();
    const { guildId } = origin();
    const change = (where: typeof guildId, add: string, id: string, list?: 'open') =>
      application.moderation.changeWords(
        where,
        { add, remove: '', ...(list === undefined ? {} : { where: list }) },
        { ...BY, interactionId: id },
      );
    await change(guildId, 'blood', '1', 'open');
    await change(ALL_SERVERS, 'nude', '2', 'open');
    await change(guildId, 'gore', '3');
    const banned = async (from: Partial<JobOrigin>) => {
      const words: string[] = [];
      for (const word of ['blood', 'nude', 'gore', 'boat']) {
        const outcome = await ask(from, `a ${word}`);
        if (outcome.kind === 'rejected' && outcome.rejection.kind === 'banned-word')
          words.push(word);
      }
      return words;
    };
    expect(await banned({ channelId: OPEN })).toEqual(['blood', 'nude', 'gore']);
    expect(await banned({ channelId: ADULT, age: 'unknown' })).toEqual(['blood', 'nude', 'gore']);
    expect(await banned({ channelId: ADULT, age: 'restricted' })).toEqual(['gore']);
  });

  it('is told by the interaction, and for a thread by its channel', async () => {
    const read = (channel: object) => {
      const interaction = readInteraction(
        {
          ...{ id: '1100000000000000001', application_id: '1', type: 2, token: 't' },
          ...{ guild_id: '13', channel_id: '14', channel: { id: '14', ...channel } },
          member: { user: { id: '15', username: 'ana' } },
          data: { id: '16', name: 'imagine', type: 1 },
        },
        0,
      );
      if (interaction === null) throw new Error('not read');
      return interaction;
    };
    const asked: string[] = [];
    const places = {
      ageOf: async (channel: string) => {
        asked.push(channel);
        return 'restricted' as const;
      },
    };
    const age = (channel: object) => ageOf(places, read(channel));
    expect(await age({ type: 0, nsfw: true })).toBe('restricted');
    expect(await age({ type: 0, nsfw: false })).toBe('open');
    expect(await age({ type: 0 })).toBe('open');
    expect(await age({ type: 11, parent_id: '17', nsfw: false })).toBe('open');
    expect(asked).toEqual([]);
    expect(await age({ type: 11, parent_id: '17' })).toBe('restricted');
    expect(asked).toEqual(['17']);
  });
});
