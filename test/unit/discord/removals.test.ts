/** How: people take away what was never there, and then what is there, by the real application behind the real edge. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { userId } from '#domain/ids.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
beforeEach(async () => {
  edge = await setUpEdge();
  const owner = userId(edge.playground.person('owner').id);
  world = await setupContext({ settings: { operatorIds: [owner] } });
  edge.scripted.application = createApplication(world.context);
});
afterEach(async () => {
  await edge.stop();
  await world.close();
});

type Options = Readonly<Record<string, string | number | boolean>>;

async function answer(name: string, options: Options = {}) {
  const owner = edge.playground.person('owner');
  await owner.command(edge.channelId, name, options);
  await edge.router.idle();
  const shown = owner.sees(edge.channelId).at(-1)?.embeds[0];
  return { text: `${shown?.title ?? ''}\n${shown?.description ?? ''}`, color: shown?.color };
}

const records = () => world.context.store.decisions({ kind: 'all' }, 10);
const idOf = (name: string) => edge.playground.channelId(name);
const lamplighters = (): string => {
  const guild = edge.playground.world.guilds.get(edge.playground.guildId('Harbour Lights'));
  return guild?.roles.find(({ name }) => name === 'Lamplighters')?.id ?? '';
};
const MEMBER = '150000000000000009';

describe('what is not there', () => {
  it.each<readonly [string, () => Options, string, () => Options]>([
    [
      'moderation words',
      () => ({ remove: 'unicorn, !!!' }),
      'Not on this list: **!!!** and **unicorn**.',
      () => ({ add: 'unicorn' }),
    ],
    [
      'operator words',
      () => ({ remove: 'unicorn', where: 'open' }),
      'Not on this list: **unicorn**.',
      () => ({ add: 'Unicorn' }),
    ],
    [
      'moderation spoilers',
      () => ({ channel: idOf('gallery'), hidden: false }),
      'are not hidden.',
      () => ({ channel: idOf('gallery'), hidden: true }),
    ],
    [
      'operator member',
      () => ({ person: MEMBER, blocked: false }),
      'is not blocked.',
      () => ({ person: MEMBER, blocked: true }),
    ],
    ['quota reset', () => ({}), 'It is already set like this.', () => ({})],
    [
      'quota set',
      () => ({ member_cap: -1, notices_off: true }),
      'It is already set like this.',
      () => ({ member_cap: 5 }),
    ],
    [
      'quota channel',
      () => ({ channel: idOf('gallery'), allowed: false }),
      'Allow the channels where it should work',
      () => ({ channel: idOf('gallery'), allowed: true }),
    ],
    [
      'quota role',
      () => ({ role: lamplighters(), allowed: false, cap: -1 }),
      'Allow the roles that may',
      () => ({ role: lamplighters(), allowed: true }),
    ],
    ['prefer suffix', () => ({}), 'You have no suffix.', () => ({ new_value: '--ar 3:2' })],
  ])('cannot be taken away: /%s', async (name, removal, said, addition) => {
    const refused = await answer(name, removal());
    expect(refused.text).toMatch(/^Nothing was changed\n/);
    expect(refused.text).toContain(said);
    expect(await records()).toEqual([]);
    // Once it is there it can be, and the answer has another colour.
    const added = await answer(name, addition());
    if (name === 'quota reset') return;
    expect(added.text).not.toContain('Nothing was changed');
    expect(added.color).not.toBe(refused.color);
  });
});

it('a job that was taken down before is said to be so, and a message that is left is told', async () => {
  const application = createApplication(world.context);
  const accepted = await application.requestImagine({ origin: world.origin(), prompt: 'a boat' });
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
  const { id } = accepted.job;
  const remove = () => answer('operator remove', { job: id });
  await world.run();
  const first = await remove();
  expect(first.text).toBe(
    'Taken down\nNobody can open its page any more. Its message could not be removed: delete it in Discord if it is still there.',
  );
  expect((await remove()).text).toMatch(
    /^Nothing was changed\nNobody can open its page any more\./,
  );
});

it('a person who is blocked already is said to be so', async () => {
  const block = () => answer('operator member', { person: MEMBER, blocked: true });
  expect((await block()).text).toMatch(/^Blocked\n/);
  expect((await block()).text).toBe('Nothing was changed\nIt is already set like this.');
  expect(await records()).toHaveLength(1);
});

it('a word is taken off the list in whatever spelling, and of several all or none are', async () => {
  await answer('moderation words', { add: 'Sea Monster, dragon' });
  const refused = await answer('moderation words', { remove: 'dragon, unicorn' });
  expect(refused.text).toContain('Not on this list: **unicorn**.');
  expect((await answer('moderation words')).text).toContain('Sea Monster, dragon');
  const removed = await answer('moderation words', { remove: 'SEA  monster' });
  expect(removed.text).toMatch(/^1 banned word in this server\ndragon/);
});

it('a channel that is allowed already keeps its place, and one of several is taken off', async () => {
  const [first, second] = [idOf('gallery'), idOf('lantern-room')];
  for (const channel of [first, second]) await answer('quota channel', { channel, allowed: true });
  const again = await answer('quota channel', { channel: first, allowed: true });
  expect(again.text).toContain(`**Channels**: <#${first}>, <#${second}>`);
  expect(again.text).toMatch(/^Nothing was changed\nIt is already set like this.\n\n/);
  const removed = await answer('quota channel', { channel: first, allowed: false });
  expect(removed.text).toContain(`**Channels**: <#${second}>`);
});

it('an erasure that found no job says so', async () => {
  const erased = await answer('operator erase', { person: MEMBER, sure: true });
  expect(erased.text).toContain('No job was found: check the id');
});
