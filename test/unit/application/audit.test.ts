/** How: everything that those who run the bot or manage a server can do, over the real application, then the record. */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { eraseGoneServers } from '#application/retention/gone-servers.ts';
import { auditLog } from '#commands/operator/log.ts';
import { ALL_SERVERS, type SettingsChange } from '#domain/guild-settings.ts';
import { channelId, guildId, roleId, userId } from '#domain/ids.ts';
import { translatorFor } from '#i18n/translator.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const OPERATOR = userId('900000000000000001');
const GONE = guildId('130000000000000099');

async function setup() {
  const world = await setupContext({ settings: { operatorIds: [OPERATOR] } });
  closers.push(world.close);
  const application = createApplication(world.context);
  const accepted = await application.requestImagine({ origin: world.origin(), prompt: 'a boat' });
  if (accepted.kind !== 'accepted') throw new Error(JSON.stringify(accepted));
  const { id, origin } = accepted.job;
  for (let n = 0; n < 20 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  let acts = 0;
  const by = () => ({ userId: OPERATOR, interactionId: `9${acts++}` });
  const lines = async () =>
    (await application.audit.table({ kind: 'all' })).rows.map(
      ({ decision, author, guildId: where }) => [decision.kind, author, where],
    );
  const log = (
    options: readonly (readonly [string, string | number | boolean])[],
    here = origin.guildId,
  ) =>
    auditLog(
      {
        audit: application.audit,
        names: {
          read: async () => new Map([[origin.guildId, 'Harbour *Lights*']]),
          all: async () => null,
        },
      },
      {
        ...{ options: new Map(options), translator: translatorFor('en-US') },
        ...{ guildId: here, attachmentBytesMax: 10_000_000 },
      },
    );
  return {
    ...world,
    application,
    jobId: id,
    server: origin.guildId,
    person: origin.userId,
    by,
    lines,
    log,
  };
}

it('has one line for each act, however often it is repeated', async () => {
  const { application, context, jobId, server, person, by, lines } = await setup();
  const once = by();
  await application.renewPageLinks(server, once);
  await application.renewPageLinks(server, once);
  await application.remarks.takeDown(jobId, by());
  await application.remarks.takeDown(jobId, by());
  await application.remarks.takeDown('0000000000000000', by());
  await application.remarks.takeDown(jobId, { userId: person, interactionId: '77' });
  await application.credits.change(server, { kind: 'approved' }, by());
  await application.credits.change(server, { kind: 'member-cap', userId: person, cap: 5 }, by());
  await application.moderation.changeWords(ALL_SERVERS, { add: 'nude', remove: '' }, by());
  for (const add of ['NUDE', ',,']) {
    const typed = { add, remove: '' };
    const again = await application.moderation.changeWords(ALL_SERVERS, typed, by());
    expect(again.kind).toBe('unchanged');
  }
  const grant = { guildId: server, kind: 'gift', amount: 5, fromDay: null, days: null } as const;
  await application.credits.grant({ ...grant, reason: 'thanks' }, by());
  await application.credits.adjust({ guildId: server, amount: -1, reason: 'oops' }, by());
  const nothing = { guildId: server, amount: 0, reason: 'nothing' };
  expect((await application.credits.adjust(nothing, by())).kind).toBe('correction-invalid');
  await application.privacy.erase({ kind: 'person', userId: person }, by());
  // What people ask of their own data is nobody's decision about them.
  await application.privacy.erase({ kind: 'person', userId: person });
  await context.store.account(GONE, 10, context.clock.nowMs());
  const look = () =>
    eraseGoneServers({
      ...{ store: context.store, clock: context.clock, log: context.log, afterMs: 0 },
      listServers: async () => new Set([server]),
      erase: application.privacy.erase,
    });
  await look();
  await look();
  await look();
  expect((await lines()).toSorted()).toEqual(
    [
      ['approved', OPERATOR, server],
      ['corrected', OPERATOR, server],
      ['erased', OPERATOR, ALL_SERVERS],
      ['erased', 'bot', GONE],
      ['granted', OPERATOR, server],
      ['links-renewed', OPERATOR, server],
      ['member-cap', OPERATOR, server],
      ['taken-down', OPERATOR, server],
      ['words', OPERATOR, ALL_SERVERS],
    ].toSorted(),
  );
  // The person was erased: their cap is on record without them.
  expect(JSON.stringify(await application.audit.table({ kind: 'all' }))).not.toContain(person);
});

it('says each limit by its name, and what is changed once', async () => {
  const { application, server, by, log } = await setup();
  const limits = { memberCap: 450, speeds: ['relax', 'fast'] } as const;
  await application.credits.change(server, { kind: 'limits', limits }, by());
  await application.credits.change(server, { kind: 'quota', quota: { monthlyCredits: 900 } }, by());
  const text = (await log([])).embed.description ?? '';
  expect(text).toContain('> changed settings: limits memberCap 450 speeds \\[relax,fast\\]');
  expect(text).toContain('changed settings: quota monthlyCredits 900\n');
});

it('names people, roles and channels as Discord shows them, with an id where it shows no name', async () => {
  const { application, context, server, person, by, log } = await setup();
  const [channel, role] = [channelId('140000000000000011'), roleId('150000000000000012')];
  const change = (what: SettingsChange) => application.credits.change(server, what, by());
  await change({ kind: 'member-cap', userId: person, cap: 5 });
  await change({ kind: 'role-cap', roleId: role, cap: 5 });
  await change({ kind: 'channel-allowed', channelId: channel, allowed: true });
  await change({ kind: 'limits', limits: { noticeChannelId: channel } });
  await application.moderation.setSpoilers(server, channel, true, by());
  const here = (await log([])).embed.description ?? '';
  for (const shown of [
    `member-cap cap 5 <@${person}>`,
    `role-cap <@&${role}> cap 5`,
    `channel-allowed <#${channel}> allowed true`,
    `limits noticeChannelId <#${channel}>`,
    `spoiler-channel <#${channel}> hidden true`,
  ]) {
    expect(here).toContain(shown);
  }
  expect(here.replaceAll(`(${server})`, '').replaceAll(/<[@#&]+\d+>/g, '')).not.toMatch(/\d{15}/);
  const elsewhere = (await log([], GONE)).embed.description ?? '';
  expect(elsewhere).toContain(`channel-allowed <#${channel}> (\`${channel}\`) allowed true`);
  expect(elsewhere).toContain(`role-cap <@&${role}> (\`${role}\`) cap 5`);
  await context.store.changeSettings(
    ALL_SERVERS,
    { kind: 'member-blocked', userId: person, blocked: true },
    { key: 'k', author: OPERATOR, atMs: context.clock.nowMs() },
  );
  await application.privacy.erase({ kind: 'person', userId: person });
  const erased = (await log([])).embed.description ?? '';
  expect(erased).toContain('blocked a person who was erased');
  expect(erased).not.toMatch(/<@0>|<@900000000000000002>/);
});

it('is shown in words and pages, by server or person, and as a table', async () => {
  const { application, server, person, by, log, pass } = await setup();
  for (let n = 0; n < 11; n++) {
    await application.credits.change(server, { kind: 'member-cap', userId: person, cap: n }, by());
    pass(1_000);
  }
  await application.credits.change(server, { kind: 'blocked', reason: 'spam @everyone' }, by());
  const first = (await log([])).embed.description ?? '';
  expect(first.split('\n> ')).toHaveLength(11);
  expect(first).toContain(`<@${OPERATOR}> · Harbour \\*Lights\\* (`);
  expect(first).toContain('blocked the server: spam @\u200beveryone');
  expect(first).toContain(`changed settings: member-cap cap 10 <@${person}>`);
  expect(first).toContain('`/operator log page:2`');
  const second = (await log([['page', 2]])).embed.description ?? '';
  expect(second.split('\n> ')).toHaveLength(3);
  expect(second).not.toContain('page:3');
  expect((await log([['page', 3]])).embed.description).toBe(
    'There are not that many pages. `/operator log page:1` shows the latest decisions.',
  );
  expect((await log([['person', person]])).embed.description).not.toContain('blocked');
  expect((await log([['server', '130000000000000055']])).embed.description).toBe(
    'Nothing is on record here.',
  );
  const { file } = await log([
    ['server', server],
    ['file', true],
  ]);
  const rows = Buffer.from(file?.bytes ?? '')
    .toString()
    .trim()
    .split('\n');
  expect(rows).toHaveLength(13);
  expect(rows[1]).toMatch(
    new RegExp(`^2026-11-2\\dT[\\d:.]+Z,${OPERATOR},${server},Harbour \\*Lights\\*,blocked,,`),
  );
  for (const wrong of [
    [['person', 'x']],
    [
      ['person', person],
      ['server', server],
    ],
  ] as const) {
    expect((await log(wrong)).embed.title).toBe('Nothing was changed');
  }
});
