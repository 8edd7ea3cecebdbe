/** How: what operators are sent is taken where it leaves for Discord; a server's name is whatever its owner types. */
import { expect, it } from 'vitest';
import { createNotices } from '#discord/delivery/notices.ts';
import { createOperatorNotices } from '#discord/delivery/operator-notices.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { guildId, messageId, userId } from '#domain/ids.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';

function setup() {
  const server = guildId('130000000000000001');
  const sent: OutgoingMessage[] = [];
  const { log } = listeningLog();
  const facts = new Map<string, string>();
  const disk = { isFull: false };
  const store = {
    readFact: async (key: string) => facts.get(key) ?? null,
    saveFact: async (key: string, value: string) => {
      if (disk.isFull) throw new Error('database or disk is full');
      facts.set(key, value);
    },
  };
  const notices = createNotices({ store, log });
  const operatorNotices = createOperatorNotices({
    operatorIds: ['150000000000000001'],
    directMessenger: {
      sendDirectly: async (_to, message) => {
        sent.push(message);
        return { kind: 'ok', value: messageId('170000000000000001') };
      },
    },
    guildNames: { read: async () => new Map([[server, '[Approve](https://evil.example) **x**']]) },
    notices,
    log,
  });
  const texts = () => sent.map(({ embeds }) => embeds?.[0]?.description ?? '');
  return { ...operatorNotices, server, texts, disk, facts, idle: notices.idle };
}

it('the name of a server that waits is text, not a link or a mention of the bot’s', async () => {
  const { serverWaits, server, texts, idle } = setup();
  serverWaits(server, userId('150000000000000002'));
  await idle();
  const [text = ''] = texts();
  expect(text).toContain(String.raw`\[Approve\](https\://evil.example) \*\*x\*\*`);
  expect(text).not.toContain('[Approve](');
  expect(text).toContain('<@150000000000000002> (`150000000000000002`) asked first');
});

it('a purchase for a person is told once, with who bought what', async () => {
  const { soldToPerson, texts, idle } = setup();
  for (let times = 0; times < 2; times++) {
    soldToPerson('77', '150000000000000002');
    await idle();
  }
  soldToPerson('78', null);
  await idle();
  const [first = '', second = '', ...more] = texts();
  expect(first).toContain('`77` to <@150000000000000002> (`150000000000000002`)');
  expect(second).toContain('`78`');
  expect(more).toEqual([]);
});

it('what was told while the disk took nothing is told once, and is on record as soon as it does', async () => {
  const { soldToPerson, texts, disk, facts, idle } = setup();
  disk.isFull = true;
  for (let times = 0; times < 3; times++) {
    soldToPerson('77', null);
    await idle();
  }
  disk.isFull = false;
  soldToPerson('77', null);
  await idle();
  expect(texts()).toHaveLength(1);
  expect([...facts.values()]).toEqual(['told']);
});
