/** Bad input, with the exact words that people read: batches that explode, forged ids and fields, foreign jobs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { guildId, type JobId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import { translatorFor } from '#i18n/translator.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { JOB_ID } from '#test/fixtures/discord-job.ts';

let world: Awaited<ReturnType<typeof setupContext>>;
let application: ReturnType<typeof createApplication>;
let done: JobId;
let waiting: JobId;

beforeAll(async () => {
  world = await setupContext();
  application = createApplication(world.context);
  const imagine = async () => {
    const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return outcome.job.id;
  };
  done = await imagine();
  for (let turn = 0; turn < 3; turn++) await world.run();
  waiting = await imagine();
});
afterAll(() => world.close());

const words = (rejection: Rejection) => {
  const { title, description } = rejectionEmbed(translatorFor('en-US'), rejection);
  return `${title}: ${description}`;
};

describe('a batch that is too large starts nothing', () => {
  const most =
    'jobs; the maximum is 40 at once. Remove some of the choices in braces, or lower `--repeat`.';
  it.each([
    [
      'a {red, green, blue, black} {fox, cat, owl, bee} {at noon, at night, at dawn}',
      `That would start 48 ${most}`,
    ],
    [`a ${'{x, y, z} '.repeat(20)}fox`, `That would start more than a million ${most}`],
    ['a {red, blue} fox --repeat 30', `That would start 60 ${most}`],
  ])('%s', async (prompt, sentence) => {
    const outcome = await application.requestImagine({ origin: world.origin(), prompt });
    if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
    expect(words(outcome.rejection)).toBe(`Invalid parameter: ${sentence}`);
  });

  it.each(['a fox --repeat 0', 'a fox --repeat 41', 'a fox --repeat many', 'a fox --repeat -3'])(
    '%s is no number of jobs',
    async (prompt) => {
      const outcome = await application.requestImagine({ origin: world.origin(), prompt });
      expect(outcome).toMatchObject({ kind: 'rejected', rejection: { kind: 'prompt-problem' } });
    },
  );
});

describe('ids that this bot did not write mean nothing', () => {
  const id = JOB_ID;
  it.each([
    '',
    'f1',
    `f1.${id}`,
    `f1.${id}.u5`,
    `f1.${id}.u1.m.m`,
    `f0.${id}.u1`,
    `f1.${id.slice(1)}.u1`,
    `f1.${id.toUpperCase()}.u1`,
    `MJ::JOB::upsample::1::${id}`,
    `f1.${id}.u1\n`,
    `f1.${id}. u1`,
    'x'.repeat(100),
  ])('%j', (text) => {
    expect(decodeCustomId(text)).toBeNull();
  });

  it.each([
    'r1.%.000000000.4.1.m',
    'r1.%.000000000.stop.1.m',
    'r1.%.00000000.go.1.m',
    'r1.%.000000000.go.1.m.m',
    'r1.%.000000000.go.',
    'f1.%.cancel.m',
    'f1.%.all.m',
    'f1.b.1.yes.m',
    'f1.s.raw.m',
  ])('nor does what looks like a modal or a part: %s', (form) => {
    expect(decodeCustomId(form.replace('%', id))).toBeNull();
  });
});

describe('presses and modals on what is not there', () => {
  const STALE =
    'Job action restricted: This button is out of date: the action is no longer available for this image. Use `/show JOB` to get up-to-date buttons.';
  const UNKNOWN =
    'Job not found: This server has no such job. Check the job id, or start a new job with `/imagine`. `/info` lists your latest jobs.';
  const UNFINISHED =
    'Invalid request: That job has not finished yet. Its result will be posted when it does. `/info` lists your jobs.';
  const elsewhere = { guildId: guildId('130000000000000999') };

  it.each([
    ['a job that never was', () => JOB_ID, 'vary', {}, UNKNOWN],
    ['a job of another server', () => done, 'vary', elsewhere, UNKNOWN],
    ['a job that is not finished', () => waiting, 'vary', {}, UNFINISHED],
    ['an action that the result does not offer', () => done, 'zoom-2x', {}, STALE],
  ] as const)('%s', async (_, parent, action, differences, sentence) => {
    const press = {
      parentId: parent(),
      button: { action, cell: action === 'vary' ? 1 : null },
    } as const;
    const before = await world.context.store.account(world.origin().guildId, 2000, 0);
    const plain = await application.requestFollowUp({
      ...press,
      origin: world.origin(differences),
    });
    // A modal that was submitted late, or whose field was forged, is judged like a press of now.
    const sent = await application.requestRemix({
      ...press,
      origin: world.origin(differences),
      prompt: 'another fox',
    });
    for (const outcome of [plain, sent]) {
      if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
      expect(words(outcome.rejection)).toBe(sentence.replace('JOB', parent()));
    }
    expect(await world.context.store.account(world.origin().guildId, 2000, 0)).toEqual(before);
  });

  it.each([
    ['', 'prompt-problem'],
    ['--ar 1:1', 'prompt-problem'],
    ['x'.repeat(7000), 'prompt-problem'],
    ['a fox --unheard-of', 'prompt-problem'],
  ])('a forged field is refused like a typed prompt (%#)', async (prompt, kind) => {
    const outcome = await application.requestRemix({
      origin: world.origin(),
      parentId: done,
      button: { action: 'reroll', cell: null },
      prompt,
    });
    expect(outcome).toMatchObject({ kind: 'rejected', rejection: { kind } });
  });
});
