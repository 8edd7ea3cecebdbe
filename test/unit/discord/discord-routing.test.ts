import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasSameCommands } from '#discord/commands/register.ts';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import { type Button, buttonToken } from '#domain/button.ts';
import { messageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';
import { offeredHere } from '#test/fixtures/discord-offer.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const seen = () => edge.playground.messages.all(edge.channelId);
const imagine = (channel = 'lantern-room', prompt = 'a lighthouse in fog') =>
  edge.member.command(edge.playground.channelId(channel), 'imagine', { prompt });
const isPrivate = (message: { readonly flags?: number } | undefined | null) =>
  ((message?.flags ?? 0) & 64) !== 0;

describe('/imagine', () => {
  test('is answered by one request whose message is the progress message', async () => {
    const job = await edge.acceptedJob();
    const [message, ...others] = seen();
    expect(others).toEqual([]);
    expect(message?.content).toBe(
      `**a lighthouse in fog --ar 3:2** - <@${edge.member.id}> (Waiting to start)`,
    );
    expect(job.progressMessageId).toBe(message?.id);
    expect(
      edge.playground.traffic.all().filter(({ path }) => path.includes('callback')),
    ).toHaveLength(1);
    expect(edge.measured).toEqual(['imagine']);
  });

  test('tells the application where it came from', async () => {
    const { origin } = await edge.acceptedJob();
    expect(origin).toMatchObject({
      applicationId: edge.playground.applicationId,
      channelId: edge.channelId,
      userId: edge.member.id,
      userName: 'milan',
      sourceMessageId: null,
      attachmentBytesMax: 10 * 1024 * 1024,
      interactionAtMs: edge.clock.nowMs(),
    });
  });

  test('that is refused is told to that person alone', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      requestImagine: async () => ({
        kind: 'rejected',
        rejection: {
          kind: 'prompt-problem',
          problem: { kind: 'unrecognized', typed: ['--foo'], advice: [] },
        },
      }),
    };
    const message = await (await imagine()).reply();
    expect(isPrivate(message)).toBe(true);
    expect(message.embeds[0]).toMatchObject({
      title: 'Invalid parameter',
      description:
        'Unrecognized parameter(s): `--foo`\n`/help` lists the parameters: leave out what is not among them.',
      footer: { text: '/imagine a lighthouse in fog' },
    });
  });

  test.each([
    ['announcements', '**Send Messages**'],
    ['no-files', 'missing these permissions in this channel: **Attach Files**.'],
    ['staff-only', '**View Channel**'],
  ])('asks for what it lacks in %s before anything is spent', async (channel, lacking) => {
    const owner = edge.playground.person('owner');
    const act = await owner.command(edge.playground.channelId(channel), 'imagine', { prompt: 'x' });
    const message = await act.reply();
    const text = `${message.content}${message.embeds[0]?.title}${message.embeds[0]?.description}`;
    expect(isPrivate(message)).toBe(true);
    expect(text).toContain('Permissions missing');
    expect(text).toContain(lacking);
  });

  /** The application accepts the first delivery; `confirm` sees every confirmation. */
  function acceptOnce(confirm: (message: string | null) => void): void {
    let job: Job | null = null;
    edge.scripted.application = {
      ...edge.scripted.application,
      requestImagine: async ({ origin }) => {
        if (job !== null) return { kind: 'duplicate', job };
        job = discordJob({ origin });
        return { kind: 'accepted', job };
      },
      confirmAcknowledged: async (_id, message) => confirm(message),
    };
  }

  test('delivered twice is answered once and confirmed with the message it has', async () => {
    const confirmed: (string | null)[] = [];
    acceptOnce((message) => confirmed.push(message));
    edge.playground.fault({ kind: 'duplicate-interactions' });
    await imagine();
    await edge.router.idle();
    const [message, ...others] = seen();
    expect(others).toEqual([]);
    expect(new Set(confirmed)).toEqual(new Set([message?.id]));
  });

  test('whose first handler died after answering is confirmed by the second delivery', async () => {
    const confirmed: (string | null)[] = [];
    acceptOnce((message) => {
      confirmed.push(message);
      if (confirmed.length === 1) throw new Error('the process ended here');
    });
    edge.playground.fault({ kind: 'duplicate-interactions' });
    await imagine();
    await edge.router.idle();
    const id = seen()[0]?.id;
    expect(confirmed).toEqual([id, id]);
  });

  test('that cannot be answered is freed by its first delivery alone', async () => {
    const confirmed: (string | null)[] = [];
    acceptOnce((message) => confirmed.push(message));
    edge.playground.fault({ kind: 'duplicate-interactions' });
    const refusal = { kind: 'refuse', route: 'interaction-callback', status: 404 } as const;
    edge.playground.fault({ ...refusal, code: 10062, times: 2 });
    const { traffic } = edge.playground;
    const acted = imagine();
    await edge.playground.until(() => traffic.count('interaction-callback') === 2);
    await edge.router.idle();
    edge.clock.advance(3_000);
    await acted;
    expect(confirmed).toEqual([null]);
  });

  test('of a job that is over gets no progress message that would stand for ever', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      requestImagine: async ({ origin }) => ({
        kind: 'duplicate',
        job: discordJob({ origin, state: 'done' }),
      }),
    };
    const message = await (await imagine()).reply();
    expect(isPrivate(message)).toBe(true);
    expect(message.embeds[0]?.title).toBe('Already finished');
  });

  test('whose answer was lost on the way learns which message it became', async () => {
    edge.playground.fault({ kind: 'lose-answer', route: 'interaction-callback' });
    const job = await edge.acceptedJob();
    expect(seen()).toHaveLength(1);
    expect(job.progressMessageId).toBe(seen()[0]?.id);
    expect(edge.measured).toEqual([]);
  });

  test('that Discord no longer waits for still frees its job', async () => {
    edge.playground.fault({
      kind: 'refuse',
      route: 'interaction-callback',
      status: 404,
      code: 10062,
    });
    const accepted = edge.acceptedJob();
    const { traffic } = edge.playground;
    await edge.playground.until(() => traffic.count('interaction-callback') > 0);
    edge.clock.advance(3_000);
    expect((await accepted).progressMessageId).toBeNull();
    expect(edge.measured).toEqual(['unanswered failed']);
  });

  test('that meets a fault of ours is answered with three words that the log has too', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      requestImagine: async () => {
        throw new TypeError('a bug');
      },
    };
    const message = await (await imagine()).reply();
    const trace = message.embeds[0]?.footer?.text ?? '';
    expect(isPrivate(message)).toBe(true);
    expect(trace).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
    expect(
      edge.lines.filter((line) => line.startsWith('error') && line.includes(trace)),
    ).toHaveLength(1);
  });

  test('that meets a fault after its answer tells so beside it', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      requestImagine: async ({ origin }) => ({ kind: 'accepted', job: discordJob({ origin }) }),
      confirmAcknowledged: async () => {
        throw new Error('the disk is full');
      },
    };
    await imagine();
    await edge.router.idle();
    expect(seen().map(isPrivate)).toEqual([false, true]);
  });
});

describe('a press', () => {
  const U2: Button = { action: 'upscale', cell: 2 };

  /** A finished grid in the channel, with everything a grid offers. */
  async function postedGrid() {
    const job = await edge.acceptedJob();
    const bytes = new Uint8Array(Buffer.from('RIFF\0\0\0\0WEBP'));
    const outcome = await edge.messenger.postFinal({
      job,
      attachments: [{ bytes, mediaType: 'image/webp' }],
      leftOut: 0,
      buttons: offeredHere('grid'),
      pressed: [],
      mayExist: false,
    });
    if (outcome.kind !== 'posted') throw new Error(outcome.detail);
    return { job, message: { id: outcome.messageId, channel_id: outcome.channelId } };
  }

  /** The application accepts every press, and remembers them. */
  function acceptPresses(parent: Job) {
    const pressed: Button[] = [];
    edge.scripted.application = {
      ...edge.scripted.application,
      requestFollowUp: async ({ origin, button }) => {
        pressed.push(button);
        return {
          kind: 'accepted',
          job: discordJob({ origin, request: { action: button.action, cell: button.cell } }),
        };
      },
      confirmAcknowledged: async () => {},
      buttonsOf: async (id) =>
        id === parent.id
          ? { job: parent, buttons: offeredHere('grid'), pressed: [...pressed] }
          : null,
    };
    return pressed;
  }

  const blueOn = (id: string): readonly string[] =>
    (seen().find((message) => message.id === id)?.components ?? []).flatMap((row) =>
      row.type !== 1
        ? []
        : row.components.flatMap((part) =>
            part.type === 2 && part.style === 1 ? [tokenOf(part.custom_id)] : [],
          ),
    );

  const tokenOf = (customId: string): string => {
    const id = decodeCustomId(customId);
    return id?.kind === 'button' ? buttonToken(id.button) : '?';
  };

  test('shows its own progress message and turns its button blue', async () => {
    const { job, message } = await postedGrid();
    const pressed = acceptPresses(job);
    await edge.member.press(message, { label: 'U2' });
    await edge.router.idle();
    expect(pressed).toEqual([U2]);
    expect(blueOn(message.id)).toEqual(['u2']);
    expect(seen().at(-1)?.content).toBe(
      `Upscaling image #2 with **a lighthouse in fog --ar 3:2** - <@${edge.member.id}> (Waiting to start)`,
    );
  });

  test('among several at once leaves all of them blue, with no more edits than presses', async () => {
    const { job, message } = await postedGrid();
    acceptPresses(job);
    edge.playground.traffic.clear();
    await Promise.all(
      ['U1', 'U2', 'U3', 'V4'].map((label) => edge.member.press(message, { label })),
    );
    await edge.router.idle();
    expect(blueOn(message.id)).toEqual(['u1', 'u2', 'u3', 'v4']);
    expect(edge.playground.traffic.count('edit-message')).toBeLessThanOrEqual(4);
  });

  test('during the drawing of another is drawn as well', async () => {
    const { job, message } = await postedGrid();
    acceptPresses(job);
    const drawing = Promise.withResolvers<void>();
    const { buttonsOf } = edge.scripted.application;
    edge.scripted.application = {
      ...edge.scripted.application,
      buttonsOf: async (id) => {
        const shown = await buttonsOf(id);
        drawing.resolve();
        return shown;
      },
    };
    edge.playground.fault({ kind: 'delay', route: 'edit-message', ms: 200 });
    await edge.member.press(message, { label: 'U1' });
    await drawing.promise;
    await edge.member.press(message, { label: 'U2' });
    await edge.router.idle();
    expect(blueOn(message.id)).toEqual(['u1', 'u2']);
  });

  test('is not failed by a message that cannot be edited any more', async () => {
    const { job, message } = await postedGrid();
    acceptPresses(job);
    edge.playground.fault({ kind: 'refuse', route: 'edit-message', status: 403, code: 50001 });
    const act = await edge.member.press(message, { label: 'U1' });
    await edge.router.idle();
    expect(act.message()?.content).toContain('Upscaling image #1');
    expect(edge.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  test('tells the application which message and which job it was on', async () => {
    const { job, message } = await postedGrid();
    const asked: unknown[] = [];
    edge.scripted.application = {
      ...edge.scripted.application,
      requestFollowUp: async ({ origin, parentId }) => {
        asked.push([origin.sourceMessageId, parentId]);
        return { kind: 'rejected', rejection: { kind: 'job-unfinished' } };
      },
    };
    const act = await edge.member.press(message, { emoji: '🔄' });
    expect(asked).toEqual([[messageId(message.id), job.id]]);
    expect(isPrivate(await act.reply())).toBe(true);
    expect(blueOn(message.id)).toEqual([]);
  });

  test.each([
    ['of another version', 'f0.0hq3zv8k2rabcdef.u1'],
    ['that nobody wrote', 'hello'],
    ['of a job that cannot be', 'f1.nonsense.u1'],
    ['of an action that does not exist', 'f1.0hq3zv8k2rabcdef.zz'],
  ])('with an id %s does nothing and says so', async (_title, customId) => {
    const { message } = await postedGrid();
    const act = await edge.member.forgePress({ message, customId });
    const reply = await act.reply();
    expect(isPrivate(reply)).toBe(true);
    expect(reply.embeds[0]?.description).toContain('does not know this button');
  });
});

describe('other commands', () => {
  test('/help is told to that person alone', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      vendors: () => [{ name: 'studio', label: 'Studio' }],
      gridCredits: () => 8,
    };
    const message = await (await edge.member.command(edge.channelId, 'help')).reply();
    expect(isPrivate(message)).toBe(true);
    expect(message.embeds[0]?.title).toBe('How to create images');
  });

  test.each([
    ['a member', 'member', false, []],
    ['whoever manages the server', 'owner', false, ['/quota', '/usage']],
    ['an operator of the bot', 'owner', true, ['/operator', '/quota', '/usage']],
  ] as const)(
    '/help lists for %s what that person may use',
    async (_who, role, isOperator, more) => {
      edge.scripted.application = {
        ...edge.scripted.application,
        vendors: () => [{ name: 'studio', label: 'Studio' }],
        gridCredits: () => 8,
        credits: { ...edge.scripted.application.credits, isOperator: () => isOperator },
      };
      const act = await edge.playground.person(role).command(edge.channelId, 'help');
      const text = (await act.reply()).embeds[0]?.description ?? '';
      const listed = ['/operator', '/quota', '/usage'].filter((name) =>
        text.includes(`\`${name}\``),
      );
      expect(listed).toEqual(more);
      expect(text).toContain('`/imagine`');
    },
  );

  test('/help in a direct message lists what works there, and says where jobs are started', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      vendors: () => [{ name: 'studio', label: 'Studio' }],
      gridCredits: () => 8,
    };
    const act = await edge.member.command(edge.member.directChannelId(), 'help');
    const text = (await act.reply()).embeds[0]?.description ?? '';
    expect(text).toMatch(/^Jobs are started in the channels of a server\./);
    const [, listed = ''] = /\*\*All commands\*\*: (.+)/.exec(text) ?? [];
    const offered = edge.playground
      .commands()
      .filter(({ type, contexts }) => type === 1 && contexts?.includes(1) === true)
      .filter(({ default_member_permissions: needed }) => needed === null)
      .map(({ name }) => `\`/${name}\``);
    expect(listed.split(' ').toSorted()).toEqual(offered.toSorted());
  });

  const showing = (bytes: number) => async () => ({
    kind: 'shown' as const,
    showing: {
      job: discordJob({ state: 'done' }),
      attachments: [{ bytes: new Uint8Array(bytes), mediaType: 'image/webp' }],
      leftOut: 0,
      buttons: offeredHere('grid'),
      pressed: [],
    },
  });

  test.each([
    ['a small picture in the answer itself', 1_000, 1],
    ['a large one after a deferred answer', 2_000_000, 2],
  ])('/show shows %s, to everyone', async (_title, bytes, requests) => {
    edge.scripted.application = { ...edge.scripted.application, showJob: showing(bytes) };
    edge.playground.traffic.clear();
    const act = await edge.member.command(edge.channelId, 'show', { job_id: '0hq3zv8k2rabcdef' });
    await edge.router.idle();
    const message = await act.reply();
    expect(isPrivate(message)).toBe(false);
    expect(message.attachments).toHaveLength(1);
    expect(message.components).toHaveLength(2);
    // The first interaction of a server looks whether the bot is in it.
    const others = edge.playground.traffic.all().filter(({ route }) => route !== 'get-member');
    expect(others).toHaveLength(requests);
  });

  test('/show that has nothing to show tells so to that person alone', async () => {
    edge.scripted.application = {
      ...edge.scripted.application,
      showJob: async () => ({ kind: 'rejected', rejection: { kind: 'job-unknown' } }),
    };
    const act = await edge.member.command(edge.channelId, 'show', { job_id: 'nothing' });
    expect(isPrivate(await act.reply())).toBe(true);
  });

  test('/show that takes long to find nothing leaves no public trace', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const looking = Promise.withResolvers<void>();
    edge.scripted.application = {
      ...edge.scripted.application,
      showJob: async () => {
        looking.resolve();
        await promise;
        return { kind: 'rejected', rejection: { kind: 'job-unknown' } };
      },
    };
    const act = edge.member.command(edge.channelId, 'show', { job_id: 'nothing' });
    await looking.promise;
    edge.clock.advance(1_500);
    expect((await act).state()).toMatchObject({ kind: 'acknowledged', callbackType: 5 });
    resolve();
    await edge.router.idle();
    expect(seen().map(isPrivate)).toEqual([true]);
  });
});

describe('registration', () => {
  test('gives every command of the folder to Discord, once', async () => {
    expect(
      edge.playground
        .commands()
        .map(({ name }) => name.toLowerCase().replaceAll(' ', '-'))
        .sort(),
    ).toEqual(
      readdirSync(new URL('../../../commands/', import.meta.url))
        .map((entry) => entry.replace(/\.ts$/, ''))
        .sort(),
    );
    expect(await edge.register()).toBe('unchanged');
  });

  test('restores what was deleted or changed on Discord, by asking Discord', async () => {
    const { playground } = edge;
    const before = playground.commands();
    const route = `${playground.apiUrl}/v10/applications/${playground.applicationId}/commands`;
    const headers = {
      authorization: `Bot ${playground.token}`,
      'content-type': 'application/json',
    };
    const idOf = (name: string) => playground.commands().find((each) => each.name === name)?.id;
    await fetch(`${route}/${idOf('imagine')}`, { method: 'DELETE', headers });
    expect(idOf('imagine')).toBeUndefined();
    expect(await edge.register()).toBe('registered');
    expect(idOf('imagine')).toBeDefined();
    const words = JSON.stringify({ description_localizations: { de: 'Anders' } });
    await fetch(`${route}/${idOf('help')}`, { method: 'PATCH', headers, body: words });
    expect(await edge.register()).toBe('registered');
    expect(await edge.register()).toBe('unchanged');
    expect(hasSameCommands(playground.commands(), before)).toBe(true);
  });

  test.each<[string, object, object, boolean]>([
    [
      'defaults written out',
      { options: [{ name: 'a', required: false, choices: [] }] },
      { options: [{ name: 'a' }] },
      true,
    ],
    ['what Discord adds', { id: '1', version: '2', nsfw: false, dm_permission: true }, {}, true],
    ['servers only, by default', { integration_types: [0] }, {}, true],
    ['the same contexts in another order', { contexts: [1, 0] }, { contexts: [0, 1] }, true],
    ['another context', { contexts: [0] }, { contexts: [0, 1] }, false],
    ['another kind', { type: 2 }, {}, false],
    ['an option more', { options: [{ name: 'a' }] }, {}, false],
    [
      'options in another order',
      { options: [{ name: 'a' }, { name: 'b' }] },
      { options: [{ name: 'b' }, { name: 'a' }] },
      false,
    ],
    ['required', { options: [{ name: 'a', required: true }] }, { options: [{ name: 'a' }] }, false],
    ['nobody by default', { default_member_permissions: '0' }, {}, false],
  ])('compares definitions: %s', (_title, one, other, isSame) => {
    const name = 'paint';
    expect(hasSameCommands([{ name, ...one }], [{ name, ...other }])).toBe(isSame);
  });
});
