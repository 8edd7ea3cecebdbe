/** What a rewritten prompt may say, where the picture's vendor heeds less of it than of a first prompt. */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { Button } from '#domain/button.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const PROMPT = 'a fox --ar 3:2 --stylize 250';
const V1: Button = { action: 'vary', cell: 1 };

async function remixed(parameters: readonly string[] | undefined, prompt: string) {
  const world = await setupContext({
    vendor: {
      capabilities: {
        actions: {
          imagine: {},
          vary: { rewrites: true, ...(parameters === undefined ? {} : { parameters }) },
        },
        speeds: ['fast'],
        promptCharactersMax: 2000,
        imagePrompts: false,
        parameters: ['ar', 'stylize', 'chaos'],
      },
    },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const first = await application.requestImagine({ origin: world.origin(), prompt: PROMPT });
  if (first.kind !== 'accepted') throw new Error(JSON.stringify(first));
  for (let turn = 0; turn < 3; turn++) await world.run();
  const parentId = first.job.id;
  const outcome = await application.requestRemix({
    origin: world.origin(),
    parentId,
    button: V1,
    prompt,
  });
  const { guildId } = world.origin();
  const account = await world.context.store.account(guildId, 2000, world.context.clock.nowMs());
  const refused = outcome.kind === 'rejected' ? outcome.rejection : null;
  return { refused, reserved: account.reserved };
}

it.each([
  ['other words', [], 'a wolf --ar 3:2 --stylize 250', null],
  ['a parameter taken out', [], 'a wolf --ar 3:2', null],
  ['a parameter that the action heeds', ['chaos'], 'a wolf --ar 3:2 --chaos 5', null],
  ['one that is heeded everywhere', undefined, 'a fox --ar 3:2 --chaos 5', null],
  ['one that the action ignores', [], 'a wolf --chaos 5 --ar 3:2', ['--chaos']],
  ['another value', [], 'a wolf --ar 3:2 --stylize 900', ['--stylize']],
  ['one that the vendor ignores', undefined, 'a fox --ar 3:2 --weird 9', ['--weird']],
] as const)(
  '%s: refused before anything is spent where it would be ignored',
  async (_what, own, prompt, ignored) => {
    const { refused, reserved } = await remixed(own, prompt);
    if (ignored === null) {
      expect(refused).toBeNull();
      return expect(reserved).toBeGreaterThan(0);
    }
    expect(refused).toMatchObject({
      kind: 'vendor-unable',
      why: { kind: 'parameters-ignored', parameters: ignored },
    });
    expect(reserved).toBe(0);
  },
);
