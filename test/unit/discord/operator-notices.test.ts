/** How: what operators are sent is taken where it leaves for Discord; a server's name is whatever its owner types. */
import { expect, it } from 'vitest';
import { createOperatorNotices } from '#discord/delivery/operator-notices.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { guildId, messageId, userId } from '#domain/ids.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

it('the name of a server that waits is text, not a link or a mention of the bot’s', async () => {
  const server = guildId('130000000000000001');
  const sent: OutgoingMessage[] = [];
  const notices = createOperatorNotices({
    operatorIds: ['150000000000000001'],
    directMessenger: {
      sendDirectly: async (_to, message) => {
        sent.push(message);
        return { kind: 'ok', value: messageId('170000000000000001') };
      },
    },
    guildNames: { read: async () => new Map([[server, '[Approve](https://evil.example) **x**']]) },
    store: { ...memoryFacts(), saveFact: async () => {} },
    log: listeningLog().log,
  });
  notices.serverWaits(server, userId('150000000000000002'));
  await notices.idle();
  const [message] = sent;
  const text = message?.embeds?.[0]?.description ?? '';
  expect(text).toContain(String.raw`\[Approve\](https\://evil.example) \*\*x\*\*`);
  expect(text).not.toContain('[Approve](');
});
