/** How: people report results over the real application and store; what those who run the bot are told is kept. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { reportMessage } from '#discord/components/press-report.ts';
import { createNotices } from '#discord/delivery/notices.ts';
import { createReportDesk } from '#discord/delivery/report-desk.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { channelId, type JobId, type UserId, userId } from '#domain/ids.ts';
import { translatorFor } from '#i18n/translator.ts';
import type { ReportDesk, ReportView } from '#ports/report-desk.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { aJob } from '#test/fixtures/jobs.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const OPERATOR = userId('900000000000000001');
const NEIGHBOUR = userId('900000000000000002');

async function setup(options: { readonly publicUrl?: string } = {}) {
  const world = await setupContext({ ...options, settings: { operatorIds: [OPERATOR] } });
  closers.push(world.close);
  const told: (ReportView & { readonly pictureType: string | null })[] = [];
  const reading: Promise<void>[] = [];
  const reports: ReportDesk = {
    announce: (_jobId, read) => {
      reading.push(
        read().then((found) => {
          if (found === null) return;
          told.push({ ...found.view, pictureType: found.picture?.mediaType ?? null });
        }),
      );
    },
  };
  const context = { ...world.context, reports };
  const application = createApplication(context);
  const made = async (prompt = 'a boat') => {
    const accepted = await application.requestImagine({ origin: world.origin(), prompt });
    if (accepted.kind !== 'accepted') throw new Error(JSON.stringify(accepted));
    const { id, origin } = accepted.job;
    for (let n = 0; n < 20 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    const report = async (by: UserId) => {
      const outcome = await application.remarks.report({
        guildId: origin.guildId,
        userId: by,
        jobId: id,
      });
      await Promise.all(reading);
      return outcome;
    };
    return { id, origin, report };
  };
  let acts = 0;
  const by = (person: UserId = OPERATOR) => ({ userId: person, interactionId: `9${acts++}` });
  const decisions = async () =>
    (await application.audit.table({ kind: 'all' })).rows.map(({ decision }) => decision.kind);
  return { ...world, application, told, made, by, decisions };
}

describe('a report', () => {
  it('is told once, with the job, its person, who reported it and a small picture', async () => {
    const { told, made, pass } = await setup();
    const { id, origin, report } = await made();
    expect((await report(NEIGHBOUR)).kind).toBe('reported');
    expect((await report(NEIGHBOUR)).kind).toBe('known');
    pass(1);
    expect((await report(OPERATOR)).kind).toBe('reported');
    // The desk tells once for each job; a later report is another chance where nobody was reached.
    expect(
      told.map(({ job, reporterId, pictureType }) => [job.id, reporterId, pictureType]),
    ).toEqual([
      [id, NEIGHBOUR, 'image/webp'],
      [id, NEIGHBOUR, 'image/webp'],
    ]);
    expect(told[0]?.job.origin.userId).toBe(origin.userId);
    expect(told[0]).toMatchObject({ takenDown: null, dismissed: null, isBlocked: false });
  });

  it('is decided once, by the first who presses, and waits no more', async () => {
    const { application, made, by, decisions } = await setup();
    const [one, other] = [await made('a boat'), await made('a lake')];
    await one.report(NEIGHBOUR);
    await other.report(NEIGHBOUR);
    const waiting = async () =>
      (await application.remarks.reports(OPERATOR))?.rows.map(({ job }) => job.id);
    expect((await waiting())?.toSorted()).toEqual([one.id, other.id].toSorted());
    const second = userId('900000000000000003');
    await application.remarks.dismiss(one.id, by(second));
    expect(await application.remarks.reported(one.id, OPERATOR)).toMatchObject({ dismissed: null });
    await application.remarks.dismiss(one.id, by());
    await application.remarks.dismiss(one.id, by());
    await application.remarks.takeDown(other.id, by());
    await application.remarks.takeDown(other.id, by());
    expect(await waiting()).toEqual([]);
    expect(await application.remarks.reported(one.id, OPERATOR)).toMatchObject({
      dismissed: { author: OPERATOR },
      takenDown: null,
    });
    expect(await application.remarks.reported(other.id, OPERATOR)).toMatchObject({
      takenDown: { author: OPERATOR },
    });
    expect(await application.remarks.reported(one.id, NEIGHBOUR)).toBeNull();
    expect(await decisions()).toEqual(['taken-down', 'report-dismissed']);
    await one.report(userId('900000000000000004'));
    expect(await waiting()).toEqual([]);
  });
});

it('a report leads to what can still be seen, and to nothing that was taken away', async () => {
  const { application, made, by } = await setup({ publicUrl: 'https://bot.example' });
  const [one, other] = [await made('a boat'), await made('a lake')];
  for (const { report } of [one, other]) await report(NEIGHBOUR);
  const view = async ({ id }: typeof one) => {
    const found = await application.remarks.reported(id, OPERATOR);
    if (found === null) throw new Error('no report');
    return found;
  };
  const link = /^https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+$/;
  expect(await view(one)).toMatchObject({
    messageUrl: expect.stringMatching(link),
    pageUrl: expect.stringContaining(`https://bot.example/jobs/${one.id}`),
    isGone: false,
  });
  await application.remarks.takeDown(one.id, by());
  const gone = { messageUrl: null, pageUrl: null, isGone: true };
  expect(await view(one)).toMatchObject(gone);
  const { job } = await view(other);
  if (job.finalMessageId === null) throw new Error('not shown');
  await application.remarks.takenAway(job, job.finalMessageId);
  expect(await view(other)).toMatchObject({ ...gone, takenDown: null });
  expect((await application.remarks.reports(OPERATOR))?.rows).toMatchObject([
    { job: { id: other.id }, messageUrl: null, pageUrl: null },
  ]);
});

it('a person who is blocked starts nothing anywhere, until they may again, and erasing themselves changes nothing', async () => {
  const { application, origin, made, by, decisions } = await setup();
  const { id, origin: place } = await made();
  expect(await application.moderation.blockMember(place.userId, true, by())).toBe(true);
  expect(await application.moderation.blockMember(place.userId, true, by())).toBe(false);
  const ask = (who: UserId) =>
    application.requestImagine({ origin: origin({ userId: who }), prompt: 'a lake' });
  const blocked = {
    kind: 'rejected',
    rejection: { kind: 'member-blocked', operatorIds: [OPERATOR] },
  };
  expect(await ask(place.userId)).toMatchObject(blocked);
  const button = { action: 'upscale', cell: 1 } as const;
  expect(
    await application.requestFollowUp({ origin: origin(), parentId: id, button }),
  ).toMatchObject(blocked);
  expect((await ask(NEIGHBOUR)).kind).toBe('accepted');
  await application.privacy.erase({ kind: 'person', userId: place.userId });
  expect(await ask(place.userId)).toMatchObject(blocked);
  expect(JSON.stringify(await application.audit.table({ kind: 'all' }))).not.toContain(
    place.userId,
  );
  expect(await application.moderation.blockMember(place.userId, false, by())).toBe(true);
  expect(await application.moderation.blockMember(place.userId, false, by())).toBe(false);
  expect((await ask(place.userId)).kind).toBe('accepted');
  expect(await decisions()).toEqual(['member-blocked', 'member-blocked']);
});

describe('the operators’ message', () => {
  const PLACE = channelId('140000000000000777');
  const view: ReportView = {
    job: aJob(),
    ...{ reporterId: NEIGHBOUR, atMs: 1_000, takenDown: null, dismissed: null },
    ...{ messageUrl: 'https://discord.com/channels/1/2/3', pageUrl: null, isGone: false },
    isBlocked: false,
  };
  const picture = { bytes: Buffer.from('a picture'), mediaType: 'image/webp' };

  async function announced(where: typeof PLACE | null, refuses: boolean, isReached = true) {
    const posted: unknown[] = [];
    const direct: OutgoingMessage[] = [];
    const facts = new Map<string, string>();
    const failure = { kind: 'forbidden', afterMs: 0, detail: '50001' } as const;
    const { log } = listeningLog();
    const notices = createNotices({
      store: {
        ...memoryFacts(),
        readFact: async (key) => facts.get(key) ?? null,
        saveFact: async (key, value) => {
          facts.set(key, value);
        },
      },
      log,
    });
    const desk = createReportDesk({
      rest: {
        ask: async (request) => {
          posted.push(request);
          return refuses
            ? { kind: 'failed', failure }
            : { kind: 'ok', value: request.reads.parse({ id: '1' }) };
        },
      },
      ...{ channelId: where, operatorIds: [OPERATOR], notices, log },
      directMessenger: {
        sendDirectly: async (_to, message) => {
          direct.push(message);
          return isReached ? { kind: 'ok', value: null } : { kind: 'failed', failure };
        },
      },
      guildNames: { read: async () => new Map([[view.job.origin.guildId, 'Harbour Lights']]) },
    });
    for (let times = 0; times < 2; times++) {
      desk.announce(view.job.id, async () => ({ view, picture }));
      desk.announce(view.job.id, async () => ({ view, picture }));
      await notices.idle();
    }
    return { posted, direct, told: [...facts.keys()] };
  }

  it('is posted once in the channel that was named, its picture a spoiler, and mentions nobody', async () => {
    const { posted, direct, told } = await announced(PLACE, false);
    expect(posted).toMatchObject([
      {
        route: `/channels/${PLACE}/messages`,
        body: {
          attachments: [{ filename: `SPOILER_report_${view.job.id}.webp`, is_spoiler: true }],
          allowed_mentions: { parse: [] },
          enforce_nonce: true,
        },
        files: [{ name: `SPOILER_report_${view.job.id}.webp` }],
      },
    ]);
    const text = JSON.stringify(posted);
    expect(text).toContain('Harbour Lights');
    expect(text).toContain(`f1.p.${view.job.id}.down`);
    expect(direct).toEqual([]);
    expect(told).toEqual([`report.told.${view.job.id}`]);
  });

  it('goes to the operators themselves where there is no channel, or it takes nothing', async () => {
    expect(await announced(null, false)).toMatchObject({ posted: [], direct: [{}], told: [{}] });
    const { posted, direct, told } = await announced(PLACE, true);
    expect([posted.length, direct.length, told.length]).toEqual([1, 1, 1]);
  });

  it('has the ids of both people, the buttons that still do something, and no dead link', () => {
    const decided = { author: OPERATOR, atMs: 2_000 };
    const seen = (change: Partial<ReportView>) => {
      const { embeds, components } = reportMessage(
        translatorFor('en-US'),
        { ...view, ...change },
        'Harbour Lights (1)',
      );
      const ids = [...JSON.stringify(components).matchAll(/f1\.p\.\w+\.(\w+)/g)];
      return { text: embeds?.[0]?.description ?? '', buttons: ids.map(([, answer]) => answer) };
    };
    const open = seen({});
    const { userId: maker } = view.job.origin;
    expect(open.text).toContain(`Made by <@${maker}> (\`${maker}\`) in Harbour Lights (1)`);
    expect(open.text).toContain(`Reported by <@${NEIGHBOUR}> (\`${NEIGHBOUR}\`)`);
    expect(open.text).toContain('[message](https://discord.com/channels/1/2/3)');
    expect(open.buttons).toEqual(['down', 'dismiss', 'block']);
    expect(seen({ isBlocked: true }).buttons).toEqual(['down', 'dismiss', 'unblock']);
    const gone = { messageUrl: null, isGone: true };
    const down = seen({ ...gone, takenDown: decided, isBlocked: true });
    expect(down.buttons).toEqual(['unblock']);
    expect(down.text).not.toContain('](');
    expect(down.text).not.toContain('Nobody can see it any more');
    expect(seen(gone).text).toContain('Nobody can see it any more');
    expect(seen({ job: { ...view.job, forgotten: true } }).buttons).toEqual(['down', 'dismiss']);
  });

  it('is left to the alert where nobody was reached', async () => {
    const { told } = await announced(PLACE, true, false);
    expect(told).toEqual([]);
  });
});

it('what an operator took down is not shown again by its owner, what the owner removed is', async () => {
  const { application, job, made, by } = await setup();
  const [theirs, own] = [await made('a bridge'), await made('a boat')];
  const { guildId, userId: owner, channelId: channel } = theirs.origin;
  const place = { channelId: channel };
  const shown = async (jobId: JobId) => {
    const outcome = await application.showJob({ guildId, userId: owner, place, jobId });
    return outcome.kind === 'rejected' ? outcome.rejection.kind : outcome.kind;
  };
  expect(await shown(theirs.id)).toBe('shown');
  await application.remarks.takeDown(theirs.id, by());
  expect(await shown(theirs.id)).toBe('taken-down');
  const sent = await application.singleResults({ guildId, userId: owner, jobId: theirs.id });
  expect(sent).toMatchObject({ kind: 'rejected', rejection: { kind: 'taken-down' } });
  const posted = await job(own.id);
  if (posted.finalMessageId === null) throw new Error('it is not posted');
  await application.remarks.takenAway(posted, posted.finalMessageId);
  expect(await shown(own.id)).toBe('shown');
});
