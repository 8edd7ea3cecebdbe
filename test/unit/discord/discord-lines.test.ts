import { describe, expect, test } from 'vitest';
import { resultFileName } from '#discord/delivery/file-name.ts';
import { finalLine, finalMessage } from '#discord/screens/render-final.ts';
import { noticeMessage } from '#discord/screens/render-notice.ts';
import { progressLine, progressMessage } from '#discord/screens/render-progress.ts';
import { ACTION_NAMES, type ActionName } from '#domain/action.ts';
import type { Cell } from '#domain/geometry.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';

const P = 'a lighthouse in fog --ar 3:2';
const U = '<@1100000000000000011>';

const pressed = (action: ActionName, cell: Cell | null = null) => ({ request: { action, cell } });

describe('while a job waits', () => {
  test.each<[ActionName, Cell | null, string]>([
    ['imagine', null, `**${P}** - ${U} (Waiting to start)`],
    ['reroll', null, `**${P}** - ${U} (Waiting to start)`],
    ['upscale', 3, `Upscaling image #3 with **${P}** - ${U} (Waiting to start)`],
    ['vary', 2, `Making variations for image #2 with prompt **${P}** - ${U} (Waiting to start)`],
    [
      'vary-strong',
      null,
      `Making variations for image #1 with prompt **${P}** - ${U} (Waiting to start)`,
    ],
    ['upscale-subtle', null, `Upscaling image #1 with **${P}** - ${U} (Waiting to start)`],
    ['zoom-2x', null, `**${P}** - ${U} (Waiting to start)`],
    ['pan-right', null, `**${P}** - ${U} (Waiting to start)`],
    [
      'animate-high',
      null,
      `Creating video with prompt **a lighthouse in fog --motion high --video 1 --aspect 3:2** - ${U} (Waiting to start)`,
    ],
  ])('%s %s', (action, cell, line) => {
    expect(progressLine(discordJob(pressed(action, cell)))).toBe(line);
  });
});

describe('while a job runs', () => {
  test.each<[ActionName, string]>([
    ['imagine', `**${P}** - ${U} (47%) (fast)`],
    ['vary', `**${P}** - Variations (Strong) by ${U} (47%) (fast)`],
    ['vary-subtle', `**${P}** - Variations (Subtle) by ${U} (47%) (fast)`],
    ['zoom-1.5x', `**${P}** - Zoom Out by ${U} (47%) (fast)`],
    ['pan-up', `**${P}** - Pan Up by ${U} (47%) (fast)`],
    ['upscale-creative', `**${P}** - Upscaling by ${U} (47%) (fast)`],
    ['upscale', `Upscaling image #1 with **${P}** - ${U} (Waiting to start)`],
  ])('%s', (action, line) => {
    expect(progressLine(discordJob({ ...pressed(action), progressPercent: 47.9 }))).toBe(line);
  });

  test.each([
    [100, '(99%) (relaxed)'],
    [-1, '(0%) (relaxed)'],
  ])('%s percent reads %s', (progressPercent, tail) => {
    const job = discordJob({ progressPercent, request: { speed: 'relax' } });
    expect(progressLine(job)).toBe(`**${P}** - ${U} ${tail}`);
  });
});

describe('when a job is done', () => {
  test('what the person alone sees says so beside the speed', () => {
    const job = discordJob({ request: { visibility: 'stealth', speed: 'relax' } });
    expect(finalLine(job)).toBe(`**${P}** - ${U} (relaxed, stealth)`);
    expect(progressLine({ ...job, progressPercent: 5 })).toBe(
      `**${P}** - ${U} (5%) (relaxed, stealth)`,
    );
  });

  test.each<[ActionName, Cell | null, string]>([
    ['imagine', null, `**${P}** - ${U} (fast)`],
    ['reroll', null, `**${P}** - ${U} (fast)`],
    ['upscale', 2, `**${P}** - Image #2 ${U}`],
    ['vary', 2, `**${P}** - Variations (Strong) by ${U} (fast)`],
    ['upscale-subtle', null, `**${P}** - Upscaled (Subtle) by ${U} (fast)`],
    ['zoom-2x', null, `**${P}** - Zoom Out by ${U} (fast)`],
    ['pan-left', null, `**${P}** - Pan Left by ${U} (fast)`],
  ])('%s %s', (action, cell, line) => {
    expect(finalLine(discordJob(pressed(action, cell)))).toBe(line);
  });

  test('a page of the result is linked where there is one', () => {
    expect(finalLine(discordJob(), 'https://bot.example/jobs/1')).toBe(
      `**${P}** - ${U} [(Open on website for full quality)](<https://bot.example/jobs/1>) (fast)`,
    );
  });

  test('the message has line, buttons, one file and one person to ping', () => {
    const message = finalMessage({
      job: discordJob(),
      mediaTypes: ['image/webp'],
      leftOut: 0,
      buttons: [{ action: 'upscale', cell: 1 }],
      pressed: [],
    });
    expect(message).toMatchInlineSnapshot(`
      {
        "allowed_mentions": {
          "parse": [],
          "replied_user": false,
          "users": [
            "1100000000000000011",
          ],
        },
        "attachments": [
          {
            "description": "a lighthouse in fog --ar 3:2",
            "filename": "ana_a_lighthouse_in_fog_0hq3zv8k2rabcdef.webp",
            "id": 0,
          },
        ],
        "components": [
          {
            "components": [
              {
                "custom_id": "f1.0hq3zv8k2rabcdef.u1",
                "label": "U1",
                "style": 2,
                "type": 2,
              },
            ],
            "type": 1,
          },
        ],
        "content": "**a lighthouse in fog --ar 3:2** - <@1100000000000000011> (fast)",
      }
    `);
  });
});

describe.each(ACTION_NAMES)('every line of %s', (action) => {
  const prompt = `${'@everyone **x** '.repeat(370)}--ar 3:2`;
  const job = discordJob({ request: { action, prompt, cell: 4 } });
  const lines = [
    progressLine(job),
    progressLine({ ...job, progressPercent: 5 }),
    finalLine(job, 'https://bot.example/jobs/1'),
    noticeMessage({ ...job, state: 'cancelled' }).content ?? '',
    noticeMessage({ ...job, state: 'failed' }).content ?? '',
  ];

  test('fits a message and names its one person once', () => {
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(2000);
      // What describes an image has no prompt to show while it runs.
      if (!line.startsWith('Describing')) expect(line.length).toBeGreaterThan(1900);
      expect(line.split(U).length).toBe(2);
      expect(line).not.toContain('@everyone');
    }
  });

  test('in stealth has Cancel Job: an ephemeral message has no Apps menu', () => {
    const secret = { ...job, request: { ...job.request, visibility: 'stealth' } } as const;
    expect(progressMessage(job).components).toEqual([]);
    expect(progressMessage(secret).components).toHaveLength(1);
  });

  test('pings that person alone', () => {
    expect(progressMessage(job).allowed_mentions).toEqual({
      parse: [],
      users: ['1100000000000000011'],
      replied_user: false,
    });
  });
});

test.each([
  ['a lighthouse in fog', 'image/png', `ana_a_lighthouse_in_fog_${JOB_ID}.png`],
  ['https://a.example/b.png ../../etc/passwd', 'image/webp', `ana_etc_passwd_${JOB_ID}.webp`],
])('%s is saved as %s %s', (prompt, mediaType, name) => {
  expect(resultFileName(discordJob({ request: { prompt } }), mediaType)).toBe(name);
});

test('a stopped job says so in its line, and what became of its credits', () => {
  expect(noticeMessage(discordJob({ state: 'cancelled' })).content).toBe(
    `**${P}** - ${U} (Stopped)\n-# No charge: 8 credits were returned to the server.`,
  );
});

test('a job speaks the language of the person who asked for it, buttons and names of results too', () => {
  const origin = { locale: 'de' };
  expect(progressLine(discordJob({ origin }))).toBe(`**${P}** - ${U} (Wartet auf den Start)`);
  const job = discordJob({ origin, request: { action: 'zoom-2x' } });
  expect(finalLine(job)).toBe(`**${P}** - Herausgezoomt von ${U} (schnell)`);
  const buttons = [{ action: 'zoom-2x', cell: null }] as const;
  const solo = discordJob({ origin, request: { action: 'upscale', cell: 1 } });
  const message = finalMessage({ job: solo, mediaTypes: [], leftOut: 0, buttons, pressed: [] });
  expect(JSON.stringify(message.components)).toContain('"label":"Herauszoomen 2x"');
});
