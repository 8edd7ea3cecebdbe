/** How: a person changes settings in the playground and then asks for pictures; both are read. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buttonRowsOf,
  buttonsInStyle,
  type LiveBot,
  startLiveBot,
} from '#test/fixtures/live-bot.ts';

const GREEN = 3;
const EPHEMERAL = 64;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

const owner = () => live.playground.person('owner');
const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;

async function run(name: string, options = {}, who = member()): Promise<APIMessage> {
  return (await who.command(channel(), name, options)).reply();
}

async function imagined(prompt: string, who = member()): Promise<APIMessage> {
  const progress = await run('imagine', { prompt }, who);
  return live.final(channel(), (m) => m.message_reference?.message_id === progress.id);
}

async function reset(who = member()): Promise<void> {
  await who.press(await run('settings', {}, who), { label: 'Reset Settings' });
}

describe('/settings', () => {
  it('is Midjourney’s panel, for the person alone, green where active', async () => {
    const panel = await run('settings');
    expect((panel.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(panel.content).toBe('Adjust your settings here. Current suffix: *none*');
    expect(buttonRowsOf(panel).slice(1)).toEqual([
      ['RAW Mode', 'Stylize low', 'Stylize med', 'Stylize high', 'Stylize very high'],
      [
        'Personalization',
        'Public mode',
        'Remix mode',
        'Strong Variation Mode',
        'Subtle Variation Mode',
      ],
      ['Turbo mode', 'Fast mode', 'Relax mode', 'Reset Settings'],
    ]);
    expect(buttonsInStyle(panel, GREEN)).toEqual([
      'Stylize med',
      'Public mode',
      'Strong Variation Mode',
      'Fast mode',
    ]);
  });

  it('edits the same message at every press, and what is set is added to prompts', async () => {
    const panel = await run('settings');
    const latest = () =>
      member()
        .sees(channel())
        .find(({ id }) => id === panel.id) ?? panel;
    await member().press(panel, { customId: 'f1.s.version', values: ['v7'] });
    await member().press(latest(), { label: 'Stylize high' });
    await member().press(latest(), { label: 'RAW Mode' });
    await member().press(latest(), { label: 'Relax mode' });
    await member().press(latest(), { label: 'Subtle Variation Mode' });
    expect(latest().content).toBe(
      'Adjust your settings here. Current suffix: `--version 7 --stylize 250 --raw`',
    );
    expect(buttonsInStyle(latest(), GREEN)).toEqual([
      'RAW Mode',
      'Stylize high',
      'Public mode',
      'Subtle Variation Mode',
      'Relax mode',
    ]);
    const grid = await imagined('a fox');
    expect(grid.content).toBe(
      `**a fox --v 7.0 --stylize 250 --raw** - <@${member().id}> (relaxed)`,
    );
    const written = await imagined('a fox --stylize 50 --fast --v 4');
    expect(written.content).toContain('**a fox --stylize 50 --v 4.0** -');
    expect(written.content).toContain('(fast)');
    const varied = await (await member().press(grid, { label: 'V2' })).reply();
    const result = await live.final(channel(), (m) => m.message_reference?.message_id === grid.id);
    expect(varied.content).toContain('Making variations for image #2');
    expect(result.content).toContain('Variations (Subtle) by');
    await live.playground.messages.until(
      (m) => m.id === grid.id && buttonsInStyle(m, 1).join() === 'V2',
      { timeoutMs: 10_000, what: 'V2 to be blue' },
    );
    await reset();
    expect(latest().content).toBeDefined();
    expect((await imagined('a fox')).content).toBe(`**a fox** - <@${member().id}> (fast)`);
  });

  it('refuses a forged choice', async () => {
    const panel = await run('settings');
    const act = await member().forgePress({
      message: panel,
      customId: 'f1.s.version',
      values: ['v99'],
    });
    expect(words(await act.reply())).toContain('out of date');
  });
});

describe('/prefer', () => {
  it('suffix: parameters alone, checked, added, removed', async () => {
    expect(words(await run('prefer suffix', { new_value: 'orange' }))).toContain(
      'A suffix can contain only parameters',
    );
    expect(words(await run('prefer suffix', { new_value: '--ar 3:2' }))).toContain('--ar 3:2');
    expect((await imagined('a fox')).content).toContain('**a fox --ar 3:2**');
    expect((await imagined('a fox --ar 2:1')).content).toContain('**a fox --ar 2:1**');
    await run('prefer suffix');
    expect((await imagined('a fox')).content).toContain('**a fox**');
  });

  it('options: expanded before the job is shown, listed, suggested, removed', async () => {
    const set = (option: string, value = '') =>
      run('prefer option set', value === '' ? { option } : { option, value });
    expect(words(await set('ar', '--ar 3:2'))).toContain('is already a parameter');
    await set('mine', 'at night --ar 3:2');
    expect((await imagined('a fox --mine')).content).toContain('**a fox at night --ar 3:2**');
    expect(words(await run('prefer option list'))).toContain('`--mine`: `at night --ar 3:2`');
    await set('mine');
    expect(words(await run('imagine', { prompt: 'a fox --mine' }))).toContain('Unrecognized');
  });

  it('remix and variability turn on and off in Midjourney’s words', async () => {
    expect(words(await run('prefer remix'))).toContain(
      'Clicking the variation buttons will now give you a chance to edit your prompt!',
    );
    expect(words(await run('prefer remix'))).toContain(
      'You can always turn this on by running `/prefer remix` again.',
    );
    expect(words(await run('prefer variability'))).toContain('subtle');
    expect(words(await run('prefer variability'))).toContain('strong');
  });
});

describe('modes', () => {
  it('a speed holds until another is chosen', async () => {
    expect(words(await run('relax'))).toContain('You can always switch back with `/fast`');
    expect((await imagined('a fox')).content).toContain('(relaxed)');
    await run('turbo');
    // The newest version has no turbo, so that what is shown is what runs.
    expect((await imagined('a fox')).content).toContain('(fast)');
    expect((await imagined('a fox --v 7')).content).toContain('(turbo)');
    await run('fast');
    expect((await imagined('a fox')).content).toContain('(fast)');
  });

  it('stealth shows progress, result and follow-ups to the person alone', async () => {
    await run('stealth', {}, owner());
    const before = live.playground.messages.all(channel()).length;
    const progress = await run('imagine', { prompt: 'a secret fox' }, owner());
    expect((progress.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    const seen = () =>
      owner()
        .sees(channel())
        .find(({ id }) => id === progress.id);
    await live.playground.until(() => (seen()?.attachments.length ?? 0) > 0, {
      timeoutMs: 20_000,
      what: 'the private grid',
    });
    const grid = seen();
    if (grid === undefined) throw new Error('no grid');
    expect(grid.content).toContain('**a secret fox** -');
    expect(
      member()
        .sees(channel())
        .some(({ id }) => id === grid.id),
    ).toBe(false);
    const single = await (await owner().press(grid, { label: 'U1' })).reply();
    expect((single.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(before).toBeGreaterThan(0);
    await run('public', {}, owner());
    expect((await imagined('an open fox', owner())).flags ?? 0).toBe(0);
  });
});
