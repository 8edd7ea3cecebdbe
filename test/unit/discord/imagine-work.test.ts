/**
 * What one `/imagine` makes the bot do, counted exactly: a prompt is taken apart once and carried, settings are read
 * once, one vendor is chosen once. How: the whole edge on a playground over a real application and store; the counted
 * functions run as they are.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import { encodeCustomId } from '#discord/components/custom-id.ts';
import { splitAtParameters } from '#domain/prompt/tokens.ts';
import type { Store } from '#ports/store.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { planOf } from '#test/fixtures/plans.ts';

vi.mock('#application/vendors/choose-vendor.ts', { spy: true });
vi.mock('#domain/prompt/tokens.ts', { spy: true });

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
let planned: string[];
let asked: string[];
beforeEach(async () => {
  planned = [];
  asked = [];
  world = await setupContext({
    vendor: {
      plan: ({ prompt }) => {
        planned.push(prompt);
        return planOf(1);
      },
    },
  });
  edge = await setUpEdge(createApplication({ ...world.context, store: recorded(world.context) }));
  vi.mocked(chooseAtSpeed).mockClear();
  vi.mocked(splitAtParameters).mockClear();
});
afterEach(async () => {
  await edge.stop();
  await world.close();
});

/** The store, which notes the name of each operation that it is asked for. */
const recorded = ({ store }: { readonly store: Store }): Store =>
  new Proxy(store, {
    get: (target, name) => {
      asked.push(String(name));
      return Reflect.get(target, name);
    },
  });

/** Every text that was taken apart, in order. */
const parsed = () =>
  vi
    .mocked(splitAtParameters)
    .mock.calls.map(([text]) => text)
    .filter((text) => text !== '');

async function imagine(prompt: string) {
  const answer = await edge.member.command(edge.channelId, 'imagine', { prompt });
  await edge.router.idle();
  return answer.reply();
}

it('one job: parsed as typed and once more for its message, one choice, one plan', async () => {
  await imagine('a fox in fog --ar 3:2');
  expect(parsed()).toEqual(['a fox in fog --ar 3:2', 'a fox in fog --ar 3:2']);
  expect(chooseAtSpeed).toHaveBeenCalledTimes(1);
  expect(planned).toEqual(['a fox in fog --ar 3:2']);
  expect(asked).toEqual([
    'memberSettings',
    'customOptions',
    // What operators and the server keep out.
    'guildSettings',
    'guildSettings',
    'acceptJob',
    'acknowledgeJob',
  ]);
});

it('a refused prompt: read once, routed once, and once more for its correction', async () => {
  const reply = await imagine('a fox --chaos 900');
  expect(reply.content + JSON.stringify(reply.components)).toContain('Fix and run');
  expect(parsed()).toEqual(['a fox --chaos 900', 'a fox --chaos 100']);
  // The correction is offered where a vendor would take it.
  expect(chooseAtSpeed).toHaveBeenCalledTimes(2);
  expect(planned).toEqual(['a fox --chaos 100']);
  expect(asked).toEqual(['memberSettings', 'customOptions']);
});

it('a batch: each prompt once, and the server once', async () => {
  await imagine('a {red,blue} fox --repeat 2');
  expect(parsed()).toEqual(['a red fox --repeat 2', 'a blue fox --repeat 2']);
  expect(chooseAtSpeed).toHaveBeenCalledTimes(2);
  expect(asked).toEqual([
    'memberSettings',
    'customOptions',
    'account',
    'guildSettings',
    'openGrants',
    // What operators and the server keep out.
    'guildSettings',
    'guildSettings',
    // How many of them have room.
    'unfinishedJobs',
  ]);
});

it('a press: settings once, and a parent of one text', async () => {
  await imagine('a fox --ar 3:2');
  for (let turn = 0; turn < 3; turn++) await world.run();
  const id = world.posts[0]?.job.id;
  if (id === undefined) throw new Error('nothing was posted');
  const button = { action: 'vary', cell: 1 } as const;
  const customId = encodeCustomId({ kind: 'button', jobId: id, button });
  const message = await postButtons(edge.playground, edge.channelId, [customId]);
  asked.length = 0;
  vi.mocked(splitAtParameters).mockClear();
  await edge.member.press(message, { customId });
  await edge.router.idle();
  expect(asked.filter((name) => name === 'memberSettings')).toHaveLength(1);
  // The parent's prompt, the answer's line, and the parent's buttons when its message is redrawn.
  expect(parsed()).toEqual(Array.from({ length: 3 }, () => 'a fox --ar 3:2'));
});
