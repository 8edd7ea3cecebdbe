/** `/imagine` with `--video`: videos of a picture that a person has, priced, routed and asked for as such. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { finalLine } from '#discord/screens/render-final.ts';
import { colourPng, setupContext } from '#test/fixtures/app-context.ts';

const START = 'https://pictures.example/boat.png';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setup(fromPicture: 'link' | 'bytes' | null = 'link') {
  const png = await colourPng('#123456', 48);
  const support = fromPicture === null ? {} : { fromPicture };
  const world = await setupContext({
    vendor: {
      capabilities: {
        actions: { imagine: {}, 'animate-low': support, 'animate-high': support },
        speeds: ['fast', 'turbo'],
        promptCharactersMax: 2000,
        imagePrompts: false,
        parameters: ['version', 'ar', 'stylize', 'loop', 'end', 'video'],
      },
    },
    fetchPicture: async () => ({ kind: 'fetched', bytes: png, mediaType: 'image/png' }),
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const imagine = (prompt: string) =>
    application.requestImagine({ origin: world.origin(), prompt });
  const job = async (prompt: string) => {
    const outcome = await imagine(prompt);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.job;
  };
  return { ...world, application, imagine, accepted: job };
}

describe('a prompt with --video', () => {
  it('asks for videos of its picture, at their price, with what videos heed', async () => {
    const { accepted, run, submissions, context, origin } = await setup();
    await context.store.changeMemberSettings(origin().userId, { speed: 'turbo' });
    const job = await accepted(`${START} a boat sails --video --motion high --loop --stylize 250`);
    expect(job.request).toMatchObject({
      action: 'animate-high',
      prompt: `${START} a boat sails --loop --ar 1:1`,
      speed: 'fast',
    });
    expect(job.priceCredits).toBe(80);
    await run();
    expect(submissions.at(-1)?.request).toMatchObject({
      action: 'animate-high',
      parent: null,
      imageUrls: [START],
    });
    expect(submissions.at(-1)?.request.images).toHaveLength(1);
    expect(finalLine(job)).toContain(
      `**[image 1](<${START}>) a boat sails --loop --motion high --video 1 --aspect 1:1** -`,
    );
  });

  it('is shown without the signature of a file that Discord holds', async () => {
    const { accepted } = await setup();
    const signed = 'https://cdn.discordapp.com/ephemeral-attachments/1/2/boat.png';
    const job = await accepted(`${signed}?ex=1&is=2&hm=abc& a boat --video`);
    expect(finalLine(job)).toContain(`**[image 1](<${signed}>) a boat --motion low`);
  });

  it('moves little where nothing is said of it', async () => {
    const { accepted } = await setup();
    expect((await accepted(`${START} a boat --video`)).request.action).toBe('animate-low');
    // What V3 called so was no video.
    expect((await accepted('a boat --video --v 3')).request.action).toBe('imagine');
  });

  it.each([
    ['a boat --video', 'link', 'start-image-missing'],
    [`${START} https://pictures.example/2.png a boat --video`, 'link', 'too-many-links'],
    [`${START} --video`, 'link', 'vendor-unable'],
    [`${START} a boat --video`, null, 'vendor-unable'],
    [`${START} a boat --video --bs 2`, 'link', 'vendor-unable'],
    [`${START} a boat --video --turbo`, 'link', 'turbo-video'],
  ] as const)('%j from a %s is refused: %s', async (prompt, fromPicture, why) => {
    const { imagine, context, origin } = await setup(fromPicture);
    const outcome = await imagine(prompt);
    if (outcome.kind !== 'rejected') throw new Error('not rejected');
    const { rejection } = outcome;
    expect(rejection.kind === 'prompt-problem' ? rejection.problem.kind : rejection.kind).toBe(why);
    const account = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    expect(account.reserved).toBe(0);
  });

  it('needs no words where the picture itself is handed over', async () => {
    const { accepted } = await setup('bytes');
    expect((await accepted(`${START} --video`)).request.action).toBe('animate-low');
  });

  it('is priced as videos in a batch and by /credits', async () => {
    const { application, origin } = await setup();
    const batch = await application.requestImagine({
      origin: origin(),
      prompt: `${START} {a,b} boat --video`,
    });
    expect(batch).toMatchObject({ kind: 'question', jobs: 2, credits: 160 });
    const { guildId, userId } = origin();
    const prompt = `${START} a boat --video`;
    const price = await application.credits.price({ guildId, userId, prompt });
    expect(price).toMatchObject({ kind: 'priced', credits: 80 });
  });
});
