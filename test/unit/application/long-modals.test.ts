/** A prompt that is longer than a modal of Discord's is cut off nowhere. */
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

async function setup(prompt: string) {
  const world = await setupContext({
    vendor: {
      capabilities: {
        actions: {
          imagine: {},
          'zoom-custom': { rewrites: true },
          'vary-strong': { rewrites: true },
        },
        ...{ speeds: ['fast'], promptCharactersMax: 6_000, imagePrompts: false, parameters: 'all' },
      },
    },
  });
  onTestFinished(world.close);
  const application = createApplication(world.context);
  const finished = async (outcome: ImagineOutcome) => {
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    for (let turn = 0; turn < 3; turn += 1) await world.run();
    return outcome.job.id;
  };
  const origin = () => world.origin();
  const grid = await finished(await application.requestImagine({ origin: origin(), prompt }));
  const button = { action: 'upscale', cell: 1 } as const;
  const parentId = await finished(
    await application.requestFollowUp({ origin: origin(), parentId: grid, button }),
  );
  const { guildId, userId } = origin();
  await world.context.store.changeMemberSettings(userId, { remix: true });
  return (action: 'zoom-custom' | 'vary-strong') =>
    application.modalFor({ guildId, userId, parentId, button: { action, cell: null } });
}

it('Custom Zoom of it is refused, with both numbers', async () => {
  const open = await setup('a fox '.repeat(700).trim());
  expect(await open('zoom-custom')).toMatchObject({
    kind: 'rejected',
    rejection: { kind: 'prompt-too-long', charactersMax: 4_000, vendorLabel: 'Discord' },
  });
});

it('what needs no modal is pressed without one', async () => {
  const open = await setup('a fox '.repeat(700).trim());
  expect(await open('vary-strong')).toMatchObject({ kind: 'none' });
});

it('one that fits is in the modal whole', async () => {
  const open = await setup('a fox '.repeat(600).trim());
  expect(await open('zoom-custom')).toMatchObject({
    kind: 'modal',
    prompt: `${'a fox '.repeat(600).trim()} --ar 1:1 --zoom 2`,
  });
});
