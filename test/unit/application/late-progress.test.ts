/** How: a real store; Discord takes the progress message of a batch's job only while or after its result is posted. */
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { messageId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import { finishedGrid, POSTED, setupContext } from '#test/fixtures/app-context.ts';

const MESSAGE = messageId('180000000000000001');

async function setup() {
  const world = await setupContext({ script: { check: [await finishedGrid()] } });
  onTestFinished(world.close);
  const application = createApplication(world.context);
  const whole = world.origin();
  const origin = { ...whole, interactionId: interactionPart(whole.interactionId, 1) };
  const outcome = await application.requestImagine({ origin, prompt: 'a lighthouse' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  const takeMessage = async () => {
    await application.confirmAcknowledged(id, MESSAGE);
    await application.removeLateProgress(id);
  };
  const runUntilDone = async () => {
    for (let n = 0; n < 40 && (await world.job(id)).state !== 'done'; n++) await world.run();
  };
  return { ...world, id, takeMessage, runUntilDone };
}

it('a progress message that comes after the result is removed', async () => {
  const { id, takeMessage, runUntilDone, removals } = await setup();
  await runUntilDone();
  expect(removals).toEqual([]);
  await takeMessage();
  expect(removals).toEqual([id]);
});

it('one that comes while the result is posted is removed once', async () => {
  const { id, context, takeMessage, runUntilDone, removals } = await setup();
  Object.assign(context.messenger, {
    postFinal: async () => {
      await takeMessage();
      expect(removals).toEqual([]);
      return POSTED;
    },
  });
  await runUntilDone();
  expect(removals).toEqual([id]);
});

it('one that comes before is the result’s own to remove', async () => {
  const { takeMessage, runUntilDone, removals } = await setup();
  await takeMessage();
  await runUntilDone();
  expect(removals).toEqual([]);
});
