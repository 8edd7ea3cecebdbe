/** `/describe`, `/shorten` and `/blend` go by their member's settings as `/imagine` does. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import { colourPng, setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setup(
  settings: Partial<MemberSettings>,
  speeds: readonly ('fast' | 'relax')[] = ['fast', 'relax'],
) {
  const bytes = await colourPng('#ff0000');
  const world = await setupContext({
    vendor: {
      capabilities: {
        actions: { imagine: {}, describe: {}, shorten: {}, blend: {} },
        speeds,
        promptCharactersMax: 2000,
        imagePrompts: true,
        parameters: 'all',
      },
    },
    fetchPicture: async () => ({ kind: 'fetched', bytes, mediaType: 'image/png' }),
  });
  closers.push(world.close);
  const origin = world.origin();
  await world.context.store.changeMemberSettings(origin.userId, settings);
  const application = createApplication(world.context);
  const file = (name: string) => ({ kind: 'file', url: `https://a.b/${name}`, bytes: 9 }) as const;
  const fromImages = (action: 'describe' | 'blend', parameters = '') =>
    application.requestFromImages({
      origin: world.origin(),
      action,
      parameters,
      files: action === 'blend' ? [file('1'), file('2')] : [file('1')],
    });
  return {
    application,
    origin,
    ask: {
      describe: () => fromImages('describe'),
      blend: () => fromImages('blend', '--ar 2:3'),
      shorten: (prompt = 'a very old fox') =>
        application.requestShorten({ origin: world.origin(), prompt }),
    },
  };
}

function requestOf(outcome: ImagineOutcome) {
  if (!('job' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.job.request;
}

describe('the member’s speed', () => {
  it.each(['describe', 'blend', 'shorten'] as const)('is that of /%s', async (command) => {
    const { ask } = await setup({ speed: 'relax' });
    expect(requestOf(await ask[command]()).speed).toBe('relax');
  });

  it.each(['describe', 'blend', 'shorten'] as const)(
    'gives way in /%s where nobody has it',
    async (command) => {
      const { ask } = await setup({ speed: 'relax' }, ['fast']);
      expect(requestOf(await ask[command]()).speed).toBe('fast');
    },
  );

  it('gives way to one that /shorten was typed with', async () => {
    const { ask } = await setup({ speed: 'relax' });
    expect(requestOf(await ask.shorten('a very old fox --fast'))).toMatchObject({
      speed: 'fast',
      prompt: 'a very old fox',
    });
  });
});

describe('the member’s suffix', () => {
  it('is added to /blend, whose own ratio wins', async () => {
    const { ask } = await setup({ suffix: '--ar 16:9 --stylize 250 --fast', version: 'v7' });
    expect(requestOf(await ask.blend()).prompt).toBe('--ar 2:3 --stylize 250 --version 7');
  });

  it('is no part of what /describe and /shorten look at', async () => {
    const { ask } = await setup({ suffix: '--stylize 250' });
    expect(requestOf(await ask.describe()).prompt).toBe('');
    expect(requestOf(await ask.shorten()).prompt).toBe('a very old fox');
  });

  it('custom options in /shorten are written out', async () => {
    const { ask, application, origin } = await setup({});
    await application.members.setOption(origin.userId, {
      name: 'mine',
      value: 'in fog --stylize 50',
    });
    expect(requestOf(await ask.shorten('a fox --mine')).prompt).toBe('a fox in fog --stylize 50');
  });
});
