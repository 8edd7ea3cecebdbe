/** How: the real application behind the real edge; what lives is told by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { rangesText } from '#commands/operator/processes-screen.ts';
import { userId } from '#domain/ids.ts';
import type { LivingProcess } from '#ports/presence.ts';
import { SINGLE_PROCESS } from '#store/single-process.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

const LIVING: readonly LivingProcess[] = [
  {
    id: 'alder/17/0a1b2c3d',
    roles: ['gateway', 'worker'],
    version: '0.9.0',
    sinceMs: 1_790_000_000_000,
    shards: [0, 1, 2, 5],
    jobs: 3,
  },
  {
    id: 'birch/4/ffff0000',
    roles: ['web'],
    version: '1.0.0',
    sinceMs: 1_790_000_100_000,
    shards: [],
    jobs: 0,
  },
];

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
beforeEach(async () => {
  edge = await setUpEdge();
  const owner = userId(edge.playground.person('owner').id);
  world = await setupContext({ settings: { operatorIds: [owner] } });
  edge.scripted.application = createApplication({
    ...world.context,
    presence: { ...SINGLE_PROCESS, list: async () => LIVING },
  });
});
afterEach(async () => {
  await edge.stop();
  await world.close();
});

async function ask(): Promise<string> {
  const owner = edge.playground.person('owner');
  await owner.command(edge.channelId, 'operator processes', {});
  await edge.router.idle();
  const shown = owner.sees(edge.channelId).at(-1)?.embeds[0];
  return `${shown?.title ?? ''}\n${shown?.description ?? ''}`;
}

describe('/operator processes', () => {
  it('lists each process with what it does and holds', async () => {
    const said = await ask();
    expect(said).toContain('2 processes');
    expect(said).toContain('alder/17/0a1b2c3d');
    expect(said).toContain('gateway + worker, version 0.9.0, since <t:1790000000:f>, 3 jobs');
    expect(said).toContain('shards 0-2, 5');
    expect(said).toContain('web, version 1.0.0, since <t:1790000100:f>, no jobs');
  });

  it('tells nobody who does not run the bot', async () => {
    edge.scripted.application = createApplication({
      ...world.context,
      settings: { ...world.context.settings, operatorIds: [] },
      presence: { ...SINGLE_PROCESS, list: async () => LIVING },
    });
    expect(await ask()).not.toContain('alder');
  });
});

it.each([
  [[], ''],
  [[3], '3'],
  [[0, 1], '0-1'],
  [[0, 2, 3, 4, 9], '0, 2-4, 9'],
])('shards %j are written as %j', (shards, text) => {
  expect(rangesText(shards)).toBe(text);
});
