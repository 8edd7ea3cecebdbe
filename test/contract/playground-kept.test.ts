/** How: a playground ends, another begins on the same folder, and people look at what is there. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '#playground/discord/clock.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { dataFolder } from '#test/fixtures/bot-process.ts';
import { tinyPng } from '#test/fixtures/discord-tiny-png.ts';

/** Plays on the folder and ends; each part of the test has a playground of its own. */
async function play<Outcome>(
  keepIn: string,
  act: (playground: Awaited<ReturnType<typeof startPlayground>>) => Promise<Outcome>,
): Promise<Outcome> {
  const playground = await startPlayground({ keepIn });
  try {
    return await act(playground);
  } finally {
    await playground.close();
  }
}

function folder(): string {
  const made = dataFolder();
  onTestFinished(made.remove);
  return join(made.path, 'playground');
}

test('what was written stays for the next start: words, pictures, buttons, people', async () => {
  const keepIn = folder();
  const before = await play(keepIn, async (playground) => {
    const member = playground.person('member');
    member.speak('de');
    const channelId = playground.channelId('gallery');
    member.send(channelId, 'yesterday');
    member.send(member.directChannelId(), 'between us');
    const form = new FormData();
    const button = { type: 2, style: 2, label: 'U1', custom_id: 'f1.x.u1' };
    const components = [{ type: 1, components: [button] }];
    form.set('payload_json', JSON.stringify({ content: 'a picture', components }));
    form.set('files[0]', new Blob([tinyPng], { type: 'image/png' }), 'a.png');
    const reply = await fetch(`${playground.apiUrl}/v10/channels/${channelId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${playground.token}` },
      body: form,
    });
    expect(reply.status).toBe(200);
    const direct = member.directChannelId();
    return { token: playground.token, channelId, direct, member: member.user };
  });
  // Looked at twice: what was restored is kept again.
  for (const _ of [1, 2]) {
    await play(keepIn, async (playground) => {
      const member = playground.person('member');
      expect(playground.token).toBe(before.token);
      expect(member.directChannelId()).toBe(before.direct);
      expect(member.user).toEqual(before.member);
      expect(member.sees(before.direct).map(({ content }) => content)).toEqual(['between us']);
      const [words, picture] = member.sees(before.channelId);
      expect(words).toMatchObject({ content: 'yesterday' });
      expect(picture).toMatchObject({
        content: 'a picture',
        components: [{ components: [{ label: 'U1', custom_id: 'f1.x.u1' }] }],
        attachments: [{ filename: 'a.png', size: tinyPng.byteLength }],
      });
      const file = await fetch(picture?.attachments[0]?.url ?? '');
      expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.from(tinyPng));
    });
  }
});

test('a disk that takes nothing ends nothing, and is tried again', async () => {
  const keepIn = folder();
  const clock = createManualClock(Date.UTC(2026, 10, 1));
  const playground = await startPlayground({ keepIn, clock });
  const channelId = playground.channelId('gallery');
  // As full as a disk can be for what is to be written there.
  const blocked = join(keepIn, 'world.new');
  mkdirSync(blocked);
  playground.person('member').send(channelId, 'yesterday');
  clock.advance(500);
  expect(existsSync(join(keepIn, 'world'))).toBe(false);
  rmdirSync(blocked);
  clock.advance(10_000);
  expect(existsSync(join(keepIn, 'world'))).toBe(true);
  mkdirSync(blocked);
  await playground.close();
  rmdirSync(blocked);
  await play(keepIn, async (next) => {
    expect(
      next
        .person('member')
        .sees(channelId)
        .map(({ content }) => content),
    ).toEqual(['yesterday']);
  });
});

test('a folder of another format starts over', async () => {
  const keepIn = folder();
  const { channelId } = await play(keepIn, async (playground) => {
    const channelId = playground.channelId('gallery');
    playground.person('member').send(channelId, 'yesterday');
    return { channelId };
  });
  const file = join(keepIn, 'world');
  writeFileSync(file, serialize({ ...deserialize(readFileSync(file)), format: 0 }));
  await play(keepIn, async (playground) => {
    expect(playground.person('member').sees(channelId)).toEqual([]);
  });
});
