import fc from 'fast-check';
import { createApplication } from '#application/create-application.ts';
import { BUTTONS } from '#domain/button.ts';
import { mintJobId } from '#domain/ids.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { mutated } from '../arbitraries.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const OUTCOMES = ['accepted', 'duplicate', 'rejected'];

/** What a modal is sent off with, whatever button it was opened by: accepted or refused with a reason. */
export default {
  name: 'modal values',
  covers: ['src/application/requests/', 'src/domain/prompt/'],
  open: async () => {
    const world = await setupContext({
      monthlyCredits: 1e9,
      memberQueue: { running: 1e6, waiting: 1e6 },
      vendor: {
        capabilities: {
          actions: {
            imagine: {},
            vary: { rewrites: true },
            reroll: { rewrites: true },
            'zoom-custom': { rewrites: true },
            'pan-right': { rewrites: true },
          },
          speeds: ['fast'],
          promptCharactersMax: 2000,
          imagePrompts: true,
          parameters: 'all',
        },
      },
    });
    let jobs = 0;
    // More jobs than the fixture has ids for.
    const jobId = (atMs: number) => {
      jobs += 1;
      return mintJobId(
        atMs,
        Uint8Array.from({ length: 7 }, (_, place) => Math.floor(jobs / 32 ** place) % 32),
      );
    };
    const random = { ...world.context.random, jobId };
    const application = createApplication({ ...world.context, random });
    const first = await application.requestImagine({ origin: world.origin(), prompt: 'a cat' });
    if (first.kind !== 'accepted') throw new Error(first.kind);
    await world.run();
    await world.run();
    return {
      property: fc.asyncProperty(
        fc.record({
          button: fc.constantFrom(...BUTTONS),
          prompt: mutated(
            fc.constantFrom('a cat --zoom 2', 'a dog --ar 3:2', '--zoom 1.5 --v 7', ''),
          ),
        }),
        async ({ button, prompt }) => {
          const outcome = await application.requestRemix({
            origin: world.origin(),
            parentId: first.job.id,
            button,
            prompt,
          });
          mustHold(OUTCOMES.includes(outcome.kind), outcome.kind);
        },
      ),
      close: world.close,
    };
  },
} satisfies FuzzTarget;
