/** Modals under remix for videos: what stands in them, and what becomes of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import type { Button } from '#domain/button.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const ANIMATE: Button = { action: 'animate-high', cell: null };

async function setup(prompt = 'a fox --ar 3:2 --stylize 250', rewrites = true) {
  const world = await setupContext({
    vendor: {
      capabilities: {
        actions: { imagine: {}, 'animate-high': rewrites ? { rewrites: true } : {} },
        speeds: ['fast'],
        promptCharactersMax: 2000,
        imagePrompts: false,
        parameters: 'all',
      },
    },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const finished = async (outcome: ImagineOutcome) => {
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    for (let turn = 0; turn < 3; turn++) await world.run();
    return outcome.job.id;
  };
  const grid = await finished(await application.requestImagine({ origin: world.origin(), prompt }));
  const parentId = await finished(
    await application.requestFollowUp({
      origin: world.origin(),
      parentId: grid,
      button: { action: 'upscale', cell: 1 },
    }),
  );
  const { guildId, userId } = world.origin();
  await world.context.store.changeMemberSettings(userId, { remix: true });
  return {
    open: () => application.modalFor({ guildId, userId, parentId, button: ANIMATE }),
    send: (typed: string) =>
      application.requestRemix({
        origin: world.origin(),
        parentId,
        button: ANIMATE,
        prompt: typed,
      }),
    turnOff: () => world.context.store.changeMemberSettings(userId, { remix: false }),
    account: () => world.context.store.account(guildId, 2000, world.context.clock.nowMs()),
  };
}

describe('Animate under remix', () => {
  it('asks for the words, and shows only what shapes videos', async () => {
    const { open } = await setup();
    expect(await open()).toEqual({ kind: 'modal', prompt: 'a fox' });
  });

  it('asks nothing with remix off, nor where the words would not be heeded', async () => {
    const { open, turnOff } = await setup();
    await turnOff();
    expect(await open()).toMatchObject({ kind: 'none' });
    const deaf = await setup('a fox', false);
    expect(await deaf.open()).toMatchObject({ kind: 'none' });
  });

  it('costs nothing until it is submitted', async () => {
    const { open, account } = await setup();
    const before = await account();
    await open();
    expect(await account()).toEqual(before);
  });

  it('unchanged, it is the plain video', async () => {
    const { send } = await setup();
    const outcome = await send(' a  fox ');
    expect(outcome).toMatchObject({
      kind: 'accepted',
      job: { request: { prompt: 'a fox --ar 3:2 --stylize 250' } },
    });
    expect(JSON.stringify(outcome)).not.toContain('remixed');
  });

  it('changed, it is made with those words, in the picture’s own shape', async () => {
    const { send } = await setup();
    expect(await send('the fox runs left --loop')).toMatchObject({
      job: {
        request: {
          prompt: 'the fox runs left --loop --ar 3:2 --stylize 250',
          remixed: true,
        },
      },
    });
  });

  it.each([
    ['a fox --bs 3', 'prompt-problem'],
    ['a fox --nonsense', 'prompt-problem'],
    ['a fox --turbo', 'prompt-problem'],
  ])('refuses %s', async (typed, kind) => {
    const { send } = await setup();
    expect(await send(typed)).toMatchObject({ rejection: { kind } });
  });
});
