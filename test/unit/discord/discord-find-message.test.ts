import { expect, test } from 'vitest';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { findPost } from '#discord/rest/find-message.ts';
import { channelId } from '#domain/ids.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';

const BOT = '1100000000000000002';
const STRANGER = '1100000000000000099';
const job = discordJob();

/** A channel whose messages are listed as Discord lists them: a page after an id, the newest first. */
function channelOf(messages: readonly object[]) {
  const pages: (string | null)[] = [];
  const rest: DiscordRest = {
    ask: async ({ query, reads }) => {
      const after = query?.get('after') ?? null;
      pages.push(after);
      const later = messages.filter((_message, at) => after === null || at + 1 > Number(after));
      const page = after === null ? messages.slice(-100) : later.slice(0, 100);
      return { kind: 'ok', value: reads.parse(page.toReversed()) };
    },
  };
  return { rest, pages };
}

const from = { ...job, origin: { ...job.origin, interactionId: '0' } };
const search = (messages: readonly object[]) => {
  const { rest, pages } = channelOf(messages);
  const asked = { job: from, channelId: channelId('1'), botUserId: BOT };
  return findPost(rest, asked).then((outcome) => ({ outcome, pages }));
};

const plain = (place: number) => ({ id: String(place), author: { id: STRANGER } });
const withFile = (place: number, author: string, filename: string) => ({
  id: String(place),
  author: { id: author },
  attachments: [{ filename }],
  components: null,
});
const withButton = (place: number, author: string, custom_id: string) => ({
  id: String(place),
  author: { id: author },
  components: [{ type: 1, components: [{ type: 2, custom_id }] }, { type: 1 }],
});

test.each([
  ['a button of the job', withButton(1, BOT, `f1.${JOB_ID}.u1`), 'found'],
  ["the job's file", withFile(1, BOT, `ana_fog_${JOB_ID}.webp`), 'found'],
  [
    'the same by the application itself',
    withFile(1, job.origin.applicationId, `a_${JOB_ID}.png`),
    'found',
  ],
  ['a button of another job', withButton(1, BOT, 'f1.0hq3zv8k2rabcdeg.u1'), 'absent'],
  [
    'a control of the job, on its progress message',
    withButton(1, BOT, `f1.${JOB_ID}.cancel`),
    'absent',
  ],
  [
    "the job's preview, on its progress message",
    withFile(1, BOT, `${JOB_ID}_grid_0.webp`),
    'absent',
  ],
  ['a file that somebody named like it', withFile(1, STRANGER, `ana_fog_${JOB_ID}.webp`), 'absent'],
  ['a button that another bot made', withButton(1, STRANGER, `f1.${JOB_ID}.u1`), 'absent'],
])('%s: %s', async (_title, message, expected) => {
  expect((await search([message])).outcome.kind).toBe(expected);
});

test('what a crash left a moment ago is found with one request', async () => {
  const messages = Array.from({ length: 250 }, (_, at) => plain(at + 1));
  const post = withButton(251, BOT, `f1.${JOB_ID}.u1`);
  const { outcome, pages } = await search([...messages, post]);
  expect(outcome).toEqual({ kind: 'found', messageId: '251', files: 0 });
  expect(pages).toEqual([null]);
});

test('further back, page after page is read, each from the newest id of the one before', async () => {
  const before = Array.from({ length: 250 }, (_, at) => plain(at + 1));
  const post = withButton(251, BOT, `f1.${JOB_ID}.u1`);
  const behind = Array.from({ length: 200 }, (_, at) => plain(at + 252));
  const { outcome, pages } = await search([...before, post, ...behind]);
  expect(outcome).toEqual({ kind: 'found', messageId: '251', files: 0 });
  expect(pages).toEqual([null, '0', '100', '200']);
});

test('a channel without end is read at its end and for a thousand messages', async () => {
  const messages = Array.from({ length: 3_000 }, (_, at) => plain(at + 1));
  const { outcome, pages } = await search(messages);
  expect(outcome).toEqual({ kind: 'absent' });
  expect(pages).toHaveLength(11);
  expect(pages[0]).toBeNull();
});
