import type { APIEmbed } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { creditsEmbed, historyEmbed, priceEmbed } from '#commands/credits/screen.ts';
import { speedEmbed } from '#discord/screens/render-done.ts';
import { FAILURE_KEYS, failureEmbed } from '#discord/screens/render-failure.ts';
import { helpEmbed } from '#discord/screens/render-help.ts';
import { infoEmbed } from '#discord/screens/render-info.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { removedEmbed } from '#discord/screens/render-stopped.ts';
import type { Account, Entry } from '#domain/credits.ts';
import type { FailureKind } from '#domain/failure.ts';
import type { FailureCause } from '#domain/failure-cause.ts';
import { channelId, guildId, messageId, parseJobId, roleId, userId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import { translatorFor } from '#i18n/translator.ts';
import { discordJob, type JobFields } from '#test/fixtures/discord-job.ts';

const ENGLISH = translatorFor('en-US');

const RENEWS = 1_792_000_000_000;
const { id: JOB } = discordJob();

const REJECTIONS: readonly Rejection[] = [
  {
    kind: 'prompt-problem',
    problem: { kind: 'unrecognized', typed: ['--foo'], advice: [] },
  },
  { kind: 'prompt-too-long', characters: 2345, charactersMax: 2000, vendorLabel: 'Studio' },
  { kind: 'credits-exhausted', neededCredits: 8, availableCredits: 1, renewsAtMs: RENEWS },
  {
    ...({ kind: 'credits-exhausted', neededCredits: 8, availableCredits: 5 } as const),
    ...{ renewsAtMs: RENEWS, relaxedCredits: 4 },
  },
  { kind: 'server-blocked', reason: 'unpaid bills' },
  { kind: 'channel-not-allowed', channels: [channelId('11'), channelId('12')] },
  { kind: 'role-not-allowed', roles: [roleId('21')] },
  { kind: 'speed-not-allowed', speed: 'turbo', speeds: ['relax', 'fast'] },
  { kind: 'version-not-allowed', versions: ['v7', 'v8'] },
  {
    kind: 'cap-reached',
    scope: 'member',
    neededCredits: 8,
    usedCredits: 95,
    capCredits: 100,
    renewsAtMs: RENEWS,
  },
  {
    kind: 'cap-reached',
    scope: 'channel',
    neededCredits: 8,
    usedCredits: 95,
    capCredits: 100,
    renewsAtMs: RENEWS,
  },
  { kind: 'vendor-ceiling', renewsAtMs: RENEWS },
  { kind: 'queue-full' },
  { kind: 'job-unknown' },
  { kind: 'button-stale', jobId: JOB },
  { kind: 'button-unknown' },
  { kind: 'panel-stale' },
  { kind: 'taken-down' },
  { kind: 'job-unfinished' },
  { kind: 'job-not-shown', state: 'failed' },
  { kind: 'job-not-shown', state: 'cancelled' },
  { kind: 'not-yours' },
  { kind: 'job-over', state: 'done' },
  { kind: 'job-over', state: 'cancelled' },
  { kind: 'cancelled-too-often', most: 10 },
  { kind: 'no-job-there' },
  { kind: 'vendor-unable', why: { kind: 'no-vendor' }, failure: null },
  { kind: 'vendor-unable', why: { kind: 'vendor-gone' }, failure: null },
  {
    kind: 'vendor-unable',
    why: { kind: 'account-used-up', vendorLabel: 'Studio' },
    failure: 'out-of-credit',
  },
  {
    kind: 'vendor-unable',
    why: { kind: 'key-refused', vendorLabel: 'Studio' },
    failure: 'unauthorized',
  },
  ...(
    [
      { kind: 'no-action', vendorLabel: 'Studio', action: 'blend' },
      { kind: 'no-speed', vendorLabel: 'Studio', speed: 'relax' },
      { kind: 'no-version', vendorLabel: 'Studio' },
      { kind: 'no-image-links', vendorLabel: 'Studio' },
      { kind: 'own-pictures-alone', vendorLabel: 'Studio' },
      { kind: 'words-wanted', vendorLabel: 'Studio' },
      { kind: 'parameters-ignored', vendorLabel: 'Studio', parameters: ['--weird', '--tile'] },
    ] as const
  ).map((why) => ({ kind: 'vendor-unable', why, failure: null }) as const),
  { kind: 'permission-missing', permissions: ['send-messages', 'attach-files'] },
  { kind: 'not-permitted', needed: 'manage-server' },
  { kind: 'not-permitted', needed: 'operator' },
  { kind: 'guild-only' },
  { kind: 'not-saved', isNotified: true },
  { kind: 'not-saved', isNotified: false },
  { kind: 'shutting-down' },
];

const withinLimits = (embed: APIEmbed): void => {
  expect((embed.title ?? '').length).toBeGreaterThan(0);
  expect((embed.title ?? '').length).toBeLessThanOrEqual(256);
  expect((embed.description ?? '').length).toBeGreaterThan(0);
  expect((embed.description ?? '').length).toBeLessThanOrEqual(4096);
  expect((embed.footer?.text ?? '').length).toBeLessThanOrEqual(2048);
  expect(JSON.stringify(embed).length).toBeLessThan(6000);
};

test.each(REJECTIONS)('the refusal $kind is explained', (rejection) => {
  const { title, description, color } = rejectionEmbed(ENGLISH, rejection);
  expect(`${color?.toString(16)} ${title}\n${description}`).toMatchSnapshot();
  withinLimits(rejectionEmbed(ENGLISH, rejection, `/imagine ${'x'.repeat(6000)}`));
});

test('no two refusals read alike', () => {
  const texts = REJECTIONS.map((rejection) => rejectionEmbed(ENGLISH, rejection).description);
  expect(new Set(texts).size).toBe(texts.length);
});

const KINDS = Object.keys(FAILURE_KEYS).filter((kind): kind is FailureKind => kind in FAILURE_KEYS);

describe.each(KINDS)('a job that failed as %s', (kind) => {
  const failure = { kind, detail: 'flagged: **@everyone**' };
  const embed = failureEmbed(discordJob({ state: 'failed', failure }));

  test('says what happened, what the credits did and what to do', () => {
    expect(embed.description).toMatchSnapshot();
    expect(embed.description).toContain('No charge: 8 credits were returned to the server.');
    expect(embed.description).not.toContain('@everyone');
    expect(embed.footer?.text).toBe('/imagine a lighthouse in fog --ar 3:2\njob 0hq3zv8k2rabcdef');
  });

  test('fits an embed with the longest prompt and detail', () => {
    const request = { prompt: 'x '.repeat(3000) };
    withinLimits(
      failureEmbed(discordJob({ request, failure: { kind, detail: 'y'.repeat(9000) } })),
    );
  });
});

test('no two failures read alike', () => {
  const texts = Object.values(FAILURE_KEYS).map(({ happened }) => ENGLISH.say(happened));
  expect(new Set(texts).size).toBe(texts.length);
});

const CAUSES: readonly FailureCause[] = [
  { kind: 'picture-missing' },
  { kind: 'not-a-video' },
  { kind: 'no-version', vendorLabel: 'Studio' },
  { kind: 'words-missing', vendorLabel: 'Studio' },
  { kind: 'words-too-long', vendorLabel: 'Studio', charactersMax: 2000, bytesMax: 6000 },
  { kind: 'blend-count', vendorLabel: 'Studio', minimum: 2, maximum: 4 },
  { kind: 'too-many-pictures', vendorLabel: 'Studio', max: 3 },
  {
    kind: 'ratio-missing',
    vendorLabel: 'Studio',
    ratios: ['1:1', '3:2'],
    ratio: { width: 7, height: 3 },
  },
  { kind: 'no-words' },
];

test.each(CAUSES)('what we know of a failure ourselves is said: $kind', (cause) => {
  const failure = { kind: 'input-refused', detail: 'for the log', cause } as const;
  const { description } = failureEmbed(discordJob({ state: 'failed', failure }));
  expect(description).toMatchSnapshot();
  expect(description).not.toContain('for the log');
});

test('a free job that failed gives nothing back', () => {
  const embed = failureEmbed(discordJob({ priceCredits: 0 }));
  expect(embed.description).toContain('No charge. ');
});

const account: Account = {
  guildId: guildId('1'),
  available: 792,
  reserved: 8,
  spent: 1200,
  period: '2026-11',
};

const booking = (entry: Partial<Entry>): Entry => ({
  guildId: guildId('1'),
  kind: 'grant',
  jobId: null,
  key: 'key',
  availableDelta: 0,
  reservedDelta: 0,
  spentDelta: 0,
  reason: '',
  author: null,
  atMs: RENEWS,
  ...entry,
});

/** What `/info` shows of nobody's jobs. */
const EMPTY_INFO = {
  account,
  monthlyCredits: 1000,
  renewsAtMs: RENEWS,
  speed: 'relax',
  visibility: 'stealth',
  queued: [],
  running: [],
  recent: [],
  favourites: [],
  withheld: [],
} as const;
const ANA = { userId: userId('11'), userName: 'ana' };

/** A finished job; a number tells it from others. */
function doneJob(number: number, fields: JobFields = {}) {
  const id = parseJobId(`0hq3zv8k2rabcd${String(number).padStart(2, '0')}`);
  if (id === null) throw new Error(`not a number for a job: ${number}`);
  const shown = {
    finalChannelId: channelId('1100000000000000201'),
    finalMessageId: messageId(String(number)),
  };
  return discordJob({ id, state: 'done', ...shown, ...fields });
}

test.each([
  ['done', '· Imagine'],
  ['cancelled', '· Imagine (stopped)'],
  ['failed', '· Imagine (failed)'],
] as const)('a latest job that is %s ends with %j', (state, end) => {
  const recent = [doneJob(1, { state })];
  const { description = '' } = infoEmbed(ENGLISH, ANA, { ...EMPTY_INFO, recent });
  expect(description.endsWith(end)).toBe(true);
});

test('/info shows credits and jobs in one column, and no job twice', () => {
  const nowhere = { finalChannelId: null, finalMessageId: null, progressMessageId: null };
  const held = doneJob(2, nowhere);
  const loved = doneJob(4);
  const embed = infoEmbed(ENGLISH, ANA, {
    ...EMPTY_INFO,
    queued: [discordJob()],
    running: [doneJob(1, { state: 'running' })],
    recent: [doneJob(1, { state: 'running' }), held, doneJob(3), loved],
    withheld: [held],
    favourites: [loved, doneJob(5)],
  });
  expect(`${embed.title}\n${embed.description}`).toMatchInlineSnapshot(`
    "Your info - ana
    **User ID**:                    11
    **Server Credits**:             792 available (1,000 a month, renews <t:1792000000:R>)
    **Job Mode**:                   Relax
    **Visibility Mode**:            Stealth
    **Reserved**:                   8 for running jobs
    **Lifetime Usage**:             1,200 credits by everyone in this server

    **Queued Jobs (fast)**:         1
    **Queued Jobs (relax)**:        0
    **Running Jobs**:
    [\`0hq3zv8k2rabcd01\`](https://discord.com/channels/1100000000000000101/1100000000000000201/1) a lighthouse in fog --ar 3:2 · Imagine

    **Not posted yet: get them with \`/show\`**:
    \`0hq3zv8k2rabcd02\` a lighthouse in fog --ar 3:2 · Imagine

    **Latest Jobs**:
    [\`0hq3zv8k2rabcd03\`](https://discord.com/channels/1100000000000000101/1100000000000000201/3) a lighthouse in fog --ar 3:2 · Imagine
    [\`0hq3zv8k2rabcd04\`](https://discord.com/channels/1100000000000000101/1100000000000000201/4) a lighthouse in fog --ar 3:2 · Imagine

    **Favourites**:
    [\`0hq3zv8k2rabcd05\`](https://discord.com/channels/1100000000000000101/1100000000000000201/5) a lighthouse in fog --ar 3:2 · Imagine"
  `);
});

test('/info names a favourite that is too old for the latest jobs', () => {
  const recent = [1, 2, 3, 4, 5, 6, 7].map((number) => doneJob(number));
  const { description = '' } = infoEmbed(ENGLISH, ANA, {
    ...EMPTY_INFO,
    recent,
    favourites: [doneJob(5), doneJob(7)],
  });
  const [latest = '', favourites = ''] = description.split('**Favourites**:');
  expect(latest).toContain('and 2 more');
  expect(favourites.match(/abcd\d\d`/g)).toEqual(['abcd07`']);
});

test('/info counts the jobs that it leaves out only where it knows of all', () => {
  const recent = Array.from({ length: 10 }, (_, number) => doneJob(number + 1));
  const { description = '' } = infoEmbed(ENGLISH, ANA, { ...EMPTY_INFO, recent });
  expect(description).toMatch(/\nand more$/);
});

test('/info fits an embed however many jobs there are', () => {
  const jobs = (from: number) =>
    Array.from({ length: 20 }, (_, place) =>
      doneJob(from + place, { request: { prompt: '**'.repeat(900) } }),
    );
  withinLimits(
    infoEmbed(ENGLISH, ANA, {
      ...EMPTY_INFO,
      queued: jobs(1),
      running: jobs(21),
      recent: jobs(41),
      withheld: jobs(61),
      favourites: jobs(79),
    }),
  );
});

test.each([
  ['fast', ['in fast mode', '`/relax`']],
  ['relax', ['half the credits', '`/fast`']],
  ['turbo', ['twice the price', 'V8 and videos have no turbo mode', '`/relax`']],
] as const)('/%s says what changes, what it costs and how to go back', (speed, parts) => {
  const { description = '' } = speedEmbed(ENGLISH, speed);
  for (const part of parts) expect(description).toContain(part);
});

test('/credits shows what is left, one’s own use, the renewal and prices', () => {
  const { description } = creditsEmbed(ENGLISH, {
    account,
    expiring: { credits: 300, atMs: RENEWS },
    monthlyCredits: 1000,
    renewsAtMs: RENEWS,
    ownCredits: 120,
    ownCap: 500,
    prices: [
      { action: 'imagine', credits: 8 },
      { action: 'upscale', credits: 0 },
      { action: 'zoom-custom', credits: 8 },
      { action: 'pan-left', credits: 8 },
      { action: 'animate-low', credits: 80 },
    ],
  });
  expect(description).toMatchInlineSnapshot(`
    "**Available**: 792 credits, 300 of them until <t:1792000000:D>
    **Reserved**: 8 credits for running jobs
    **Spent**: 1,200 credits so far
    **Monthly**: 1,000 credits, renewed <t:1792000000:R>
    **You** used 120 of 500 credits since the last renewal

    **Prices**: /imagine 8, U1-U4 free, Custom Zoom 8, Pan Left 8, Animate (Low motion) 80
    -# \`/credits price:\` shows what a prompt would cost, \`/credits history:1\` lists every transaction."
  `);
});

test('/credits tells what a prompt would cost, and whether that is there', () => {
  const priced = {
    kind: 'priced',
    jobs: 1,
    credits: 16,
    speed: 'turbo',
    requestedSpeed: 'turbo',
    vendorLabel: 'Studio',
    others: [{ speed: 'fast', credits: 8 }],
    availableCredits: 20,
  } as const;
  expect(priceEmbed(ENGLISH, priced, 'a fox').description).toMatchInlineSnapshot(`
    "At turbo speed, made by Studio. Otherwise: 8 fast.
    The server has 20 credits and would have 4 left.
    Nothing was started or charged; U1-U4 of the result are free."
  `);
  expect(priceEmbed(ENGLISH, { ...priced, availableCredits: 3 }, 'a fox').description).toContain(
    'The server has 3 credits: 13 too few.',
  );
  expect(priceEmbed(ENGLISH, { ...priced, jobs: 4 }, 'a fox').description).toMatch(
    /^These are 4 jobs together\.\nAt turbo speed/,
  );
});

test('the history is plain words, and says where older entries are', () => {
  const jobId = discordJob().id;
  const lines = [
    booking({ kind: 'settle', jobId, reservedDelta: -8, spentDelta: 8, reason: 'imagine' }),
    booking({
      kind: 'settle',
      jobId,
      availableDelta: 2,
      reservedDelta: -8,
      spentDelta: 6,
      reason: 'vary',
    }),
    booking({ kind: 'refund', jobId, availableDelta: 8, reservedDelta: -8, reason: 'reroll' }),
    booking({ kind: 'reserve', jobId, availableDelta: -8, reservedDelta: 8, reason: 'imagine' }),
    booking({ kind: 'expire', availableDelta: -300, reason: 'quota of 2026-10' }),
    booking({ kind: 'adjust', availableDelta: -5, reason: 'double **test**', author: '42' }),
    booking({ kind: 'grant', availableDelta: 1000, reason: 'quota of 2026-11' }),
  ];
  const bookings = lines.map(
    (entry, number) => ({ kind: 'booking', entry: { ...entry, number } }) as const,
  );
  const embed = historyEmbed(ENGLISH, { page: 2, lines: bookings, hasOlder: true });
  withinLimits(embed);
  expect(`${embed.title}\n${embed.description}`).toMatchInlineSnapshot(`
    "Transactions, page 2
    \`      ±0\` paid 8 for /imagine \`0hq3zv8k2rabcdef\` <t:1792000000:R>
    \`      +2\` paid 6 of 8 for part of variations \`0hq3zv8k2rabcdef\` <t:1792000000:R>
    \`      +8\` returned from a reroll \`0hq3zv8k2rabcdef\`, which produced nothing <t:1792000000:R>
    \`      −8\` held for /imagine \`0hq3zv8k2rabcdef\` <t:1792000000:R>
    \`    −300\` expired: quota of 2026-10 <t:1792000000:R>
    \`      −5\` corrected: double \\*\\*test\\*\\* by <@42> <t:1792000000:R>
    \`  +1,000\` quota of 2026-11 <t:1792000000:R>

    -# Older: \`/credits history:3\`"
  `);
});

test('/help names commands, buttons, prices and services', () => {
  const embed = helpEmbed(ENGLISH, {
    vendors: [{ name: 'studio', label: 'Studio' }],
    gridCredits: 12,
    commands: ['imagine', 'blend', 'show'],
  });
  withinLimits(embed);
  expect(embed.description).toMatchInlineSnapshot(`
    "\`/imagine prompt\` starts a job: four images from your words. Parameters go last, as in \`a lighthouse in fog --ar 3:2\`.

    **U1**-**U4** extract one of the four in full size. **V1**-**V4** make variations of it. 🔄 runs the prompt again.
    A single image can be upscaled, varied, zoomed out, panned or animated. Its buttons show what is available.

    \`/show job_id\` posts a job again with up-to-date buttons.
    \`/info\` lists your jobs, \`/credits\` the credits of this server.

    **All commands**: \`/blend\` \`/imagine\` \`/show\`

    **Parameters**: \`--ar\` \`--chaos\` \`--stylize\` \`--weird\` \`--exp\` \`--raw\` \`--no\` \`--tile\` \`--seed\` \`--hd\` \`--sd\` \`--style\` \`--iw\` \`--sref\` \`--sw\` \`--edit\` \`--profile\` \`--version\` \`--niji\` \`--repeat\` \`--fast\` \`--relax\` \`--turbo\` \`--stealth\` \`--public\`

    Four images cost 12 credits, U1-U4 nothing. Failed jobs cost nothing.

    -# Images are made by Studio."
  `);
});

test('/help calls commands as the picker does, with the names that all docs use', () => {
  const embed = helpEmbed(translatorFor('de'), {
    ...{ vendors: [], gridCredits: 8 },
    commands: ['imagine', 'stealth', 'show'],
  });
  expect(embed.description).toContain('`/erstellen` (/imagine) `/zeigen` (/show) `/stealth`');
});

test('of a cap that was lowered no more than all of it is said to be used', () => {
  const { description = '' } = rejectionEmbed(ENGLISH, {
    ...({ kind: 'cap-reached', scope: 'member' } as const),
    ...{ neededCredits: 8, usedCredits: 32, capCredits: 10, renewsAtMs: RENEWS },
  });
  expect(description).toContain('and 10 of the 10 credits that you may use');
});

test('/credits says where the speed that was asked for does not exist', () => {
  const { description } = priceEmbed(
    ENGLISH,
    {
      ...({ kind: 'priced', jobs: 1, credits: 8, speed: 'fast', requestedSpeed: 'turbo' } as const),
      ...{ vendorLabel: 'Studio', others: [], availableCredits: 20 },
    },
    'a fox --turbo',
  );
  expect(description).toMatch(
    /^There is no turbo mode for this, so it would run in fast mode\.\nAt fast speed/,
  );
});

test.each(['member', 'channel'] as const)('a cap of a %s names relax where that fits', (whose) => {
  const cap = { kind: 'cap-reached', scope: whose, neededCredits: 8, usedCredits: 5 } as const;
  const reached = { ...cap, capCredits: 10, renewsAtMs: RENEWS };
  const text = (relaxedCredits?: number) =>
    rejectionEmbed(ENGLISH, relaxedCredits === undefined ? reached : { ...reached, relaxedCredits })
      .description;
  expect(text(4)).toContain('U1-U4 stay free, with `/relax` this needs only 4, and someone');
  expect(text()).toContain('U1-U4 stay free, and someone');
});

test.each([
  ['done', '`/show 0hq3zv8k2rabcdef` posts it again.'],
  ['failed', 'ended without a result, so its message was removed.'],
  ['cancelled', 'ended without a result, so its message was removed.'],
] as const)('of a removed message of a job that is %s is said what is left', (state, words) => {
  expect(removedEmbed(ENGLISH, discordJob({ state })).description).toContain(words);
});
