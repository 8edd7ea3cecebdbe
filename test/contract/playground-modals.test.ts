import { describe, expect, test } from 'vitest';
import { setupDiscord } from '#test/fixtures/discord-setup.ts';

const text = (length: number) => 'x'.repeat(length);
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
const input = (change: object = {}) => ({ type: 4, custom_id: 'prompt', style: 2, ...change });
const label = (component: object, change: object = {}) => ({
  type: 18,
  label: 'Prompt',
  component,
  ...change,
});
const modal = (...components: readonly object[]) => ({
  custom_id: 'remix',
  title: 'Remix',
  components,
});
const select = (change: object = {}) => ({
  type: 3,
  custom_id: 'mode',
  options: [{ label: 'Strong', value: 'strong' }],
  ...change,
});

/** Modals just inside and just outside each rule, with the field that Discord would blame. */
const modals: readonly [title: string, data: object, blamed: string | null][] = [
  ['one text input', modal(label(input())), null],
  ['a row with a text input', modal({ type: 1, components: [input({ label: 'Prompt' })] }), null],
  ['a select', modal(label(select())), null],
  ['a file upload', modal(label({ type: 19, custom_id: 'picture' })), null],
  ['title of 45', { ...modal(label(input())), title: text(45) }, null],
  ['title of 46', { ...modal(label(input())), title: text(46) }, 'title'],
  ['custom_id of 101', { ...modal(label(input())), custom_id: text(101) }, 'custom_id'],
  ['nothing in it', modal(), 'components'],
  ['5 fields', modal(...times(5, (n) => label(input({ custom_id: `f${n}` })))), null],
  ['6 fields', modal(...times(6, (n) => label(input({ custom_id: `f${n}` })))), 'components'],
  ['label of 46', modal(label(input(), { label: text(46) })), 'components.0.label'],
  [
    'description of 101',
    modal(label(input(), { description: text(101) })),
    'components.0.description',
  ],
  ['value of 4001', modal(label(input({ value: text(4_001) }))), 'components.0.component.value'],
  ['one custom_id twice', modal(label(input()), label(input())), 'components'],
  [
    'a disabled select',
    modal(label(select({ disabled: true }))),
    'components.0.component.disabled',
  ],
  [
    'required with min_values 0',
    modal(label(select({ min_values: 0 }))),
    'components.0.component.min_values',
  ],
  ['optional with min_values 0', modal(label(select({ min_values: 0, required: false }))), null],
  [
    'a button',
    modal(label({ type: 2, style: 1, label: 'x', custom_id: 'x' })),
    'components.0.component.type',
  ],
];

describe('a modal', () => {
  test.each(modals)('%s', async (_title, data, blamed) => {
    const { bot, drawn } = await setupDiscord();
    const { interaction, act } = await drawn();
    const reply = await bot.answer(interaction, { type: 9, data });
    if (blamed === null) {
      expect(reply.status).toBe(200);
      expect((await act).modal()?.title).toBe(
        Object.entries(data).find(([key]) => key === 'title')?.[1],
      );
      return;
    }
    expect(reply).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(reply.body).toHaveProperty(`errors.${blamed}._errors`);
  });

  test.each([
    ['a required field left empty', { prompt: '' }, /"prompt" is required/],
    ['a text too short', { prompt: 'ab' }, /needs 3 characters/],
    ['a text too long', { prompt: 'abcdef' }, /takes 5 characters/],
    ['a field that is not there', { prompt: 'abc', other: 'x' }, /no field "other"/],
    ['a choice that is not there', { prompt: 'abc', mode: ['weak'] }, /"weak" is not offered/],
  ])('is not submitted with %s', async (_title, fields, message) => {
    const { bot, drawn, playground } = await setupDiscord();
    const { interaction, act } = await drawn();
    const data = modal(
      label(input({ min_length: 3, max_length: 5 })),
      label(select({ required: false })),
    );
    await bot.answer(interaction, { type: 9, data });
    const opener = await act;
    const submission = playground.person('member').submitModal(opener, fields);
    await expect(submission).rejects.toThrow(message);
    const others = playground.person('owner').submitModal(opener, { prompt: 'abc' });
    await expect(others).rejects.toThrow(/opened no modal/);
  });
});

describe('autocomplete', () => {
  const choice = (index: number) => ({ name: `Choice ${index}`, value: `${index}` });

  test.each([
    ['25 choices', times(25, choice), 200],
    ['26 choices', times(26, choice), 400],
    ['a choice name of 101', [{ name: text(101), value: 'x' }], 400],
  ])('%s', async (_title, choices, status) => {
    const { bot, playground, channelId } = await setupDiscord();
    const typing = { option: 'prompt', text: 'bo' };
    const act = playground.person('member').autocomplete(channelId, 'draw', typing);
    const interaction = await bot.nextInteraction();
    expect(interaction.data).toMatchObject({
      options: [{ name: 'prompt', value: 'bo', focused: true }],
    });
    expect((await bot.answer(interaction, { type: 8, data: { choices } })).status).toBe(status);
    if (status === 200) expect((await act).choices()).toEqual(choices);
  });
});

test('the same clock, seed and acts give the same ids and tokens', async () => {
  const run = async () => {
    const { bot, drawn, playground } = await setupDiscord({ seed: 'again' });
    const { interaction, act } = await drawn();
    await bot.answer(interaction, { type: 4, data: { content: 'x' } });
    return [playground.token, interaction.id, interaction.token, (await act).message()?.id];
  };
  expect(await run()).toEqual(await run());
});
