import type { APIApplicationCommand } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import {
  exactCommand,
  flattenCommands,
  matchCommands,
  parseCommandText,
  splitTypedOption,
} from '#playground/page/browser/composer/command-text.js';
import { fillCommand, narrowChoices } from '#playground/page/browser/composer/command-values.js';

const registered = (definition: Partial<APIApplicationCommand>): APIApplicationCommand => ({
  id: '1',
  application_id: '2',
  version: '3',
  type: 1,
  name: 'none',
  description: 'None',
  default_member_permissions: null,
  ...definition,
});

const commands = [
  registered({
    id: '10',
    name: 'imagine',
    description: 'Create images',
    options: [
      { type: 3, name: 'prompt', description: 'The prompt', required: true, max_length: 60 },
    ],
  }),
  registered({
    id: '11',
    name: 'blend',
    description: 'Blend images',
    options: [
      { type: 11, name: 'image1', description: 'First', required: true },
      {
        type: 3,
        name: 'dimensions',
        description: 'Shape',
        choices: [
          { name: 'Portrait', value: '--ar 2:3' },
          { name: 'Square', value: '--ar 1:1' },
        ],
      },
      { type: 4, name: 'weight', description: 'Weight', min_value: 1, max_value: 5 },
      { type: 5, name: 'raw', description: 'Raw' },
      { type: 6, name: 'friend', description: 'Someone' },
      { type: 8, name: 'crew', description: 'Some role' },
    ],
  }),
  registered({
    id: '12',
    name: 'prefer',
    description: 'Preferences',
    options: [
      { type: 1, name: 'remix', description: 'Toggle remix mode.' },
      {
        type: 2,
        name: 'option',
        description: 'Options',
        options: [
          {
            type: 1,
            name: 'set',
            description: 'Set a custom option.',
            options: [
              { type: 3, name: 'option', description: 'Name', required: true, autocomplete: true },
              { type: 3, name: 'value', description: 'Value' },
            ],
          },
          { type: 1, name: 'list', description: 'View options.' },
        ],
      },
    ],
  }),
  registered({ id: '13', type: 3, name: 'Cancel Job', description: '' }),
];
const leaves = flattenCommands(commands);
const surroundings = {
  users: [{ name: 'Ada', value: '77' }],
  channels: [],
  roles: [{ name: 'Lamplighters', value: '78' }],
};

test('subcommands become commands of their own; context commands are left out', () => {
  expect(leaves.map((leaf) => leaf.name)).toEqual([
    'imagine',
    'blend',
    'prefer remix',
    'prefer option set',
    'prefer option list',
  ]);
});

test('a command is found by its own name and by the one of the person’s language', () => {
  const localized = registered({
    id: '20',
    name: 'vorlieben',
    name_localizations: { 'en-US': 'prefer' },
    options: [{ type: 1, name: 'remix', description: 'Remix' }],
  });
  const leaves = flattenCommands([localized]);
  for (const text of ['/vorlieben remix', '/prefer remix']) {
    expect(exactCommand(leaves, text)?.name).toBe('vorlieben remix');
    expect(parseCommandText(leaves, `${text} now`)?.leaf.commandId).toBe('20');
    expect(matchCommands(leaves, text.slice(0, 4))).toHaveLength(1);
  }
  expect(parseCommandText(leaves, '/vorliebe remix')).toBeNull();
});

describe('the picker offers', () => {
  test.each([
    ['everything for a lone slash', '/', 5, 'imagine'],
    ['what starts with the text', '/pre', 3, 'prefer remix'],
    ['words inside the name', '/remix', 1, 'prefer remix'],
    ['the exact command first', '/prefer option list', 1, 'prefer option list'],
    ['capitals all the same', '/IMA', 1, 'imagine'],
    ['nothing for another word', '/zzz', 0, undefined],
    ['nothing without a slash', 'imagine', 0, undefined],
  ])('%s', (_title, text, count, first) => {
    const found = matchCommands(leaves, text);
    expect([found.length, found[0]?.name]).toEqual([count, first]);
  });
});

describe('typed commands', () => {
  test.each([
    [
      '/imagine prompt: a lighthouse in fog --ar 3:2',
      'imagine',
      { prompt: 'a lighthouse in fog --ar 3:2' },
    ],
    ['/imagine prompt:a cat', 'imagine', { prompt: 'a cat' }],
    ['/imagine a cat', 'imagine', { prompt: 'a cat' }],
    [
      '/imagine prompt: a sign that says prompt: now',
      'imagine',
      { prompt: 'a sign that says prompt: now' },
    ],
    ['/imagine prompt: two\nlines', 'imagine', { prompt: 'two\nlines' }],
    ['/imagine prompt: see https://a.example/x', 'imagine', { prompt: 'see https://a.example/x' }],
    [
      '/prefer option set option: mine value: --hd',
      'prefer option set',
      { option: 'mine', value: '--hd' },
    ],
    ['/prefer option list', 'prefer option list', {}],
    ['/blend dimensions: Portrait weight: 2', 'blend', { dimensions: 'Portrait', weight: '2' }],
  ])('%s', (text, name, values) => {
    const typed = parseCommandText(leaves, text);
    expect([typed?.leaf.name, typed?.values]).toEqual([name, values]);
  });

  test.each(['/imagin', '/imagined a cat', '/prefer option', 'imagine a cat', '/'])(
    '%s names no command',
    (text) => {
      expect(parseCommandText(leaves, text)).toBeNull();
    },
  );

  test('a name with nothing after it is exact', () => {
    expect(exactCommand(leaves, '/prefer remix ')?.commandId).toBe('12');
    expect(exactCommand(leaves, '/imagine x')).toBeNull();
  });
});

describe('a name typed inside a field', () => {
  const set = leaves[3];
  if (set === undefined) throw new Error('the fourth command is missing');
  test.each([
    [
      "the field's own name is dropped",
      'option',
      'option: mine',
      { before: '', name: 'option', after: 'mine' },
    ],
    [
      'another name moves on',
      'option',
      'mine value:',
      { before: 'mine', name: 'value', after: '' },
    ],
    ['a name already used stays text', 'value', 'x option:', null],
    ['a foreign word stays text', 'option', 'ratio: wide', null],
    ['text after the name was typed long ago', 'option', 'mine value: x', null],
  ])('%s', (_title, field, text, expected) => {
    expect(splitTypedOption(set, field, ['option'], text)).toEqual(expected);
  });
});

describe('filling a command', () => {
  const leafNamed = (name: string) => {
    const leaf = leaves.find((candidate) => candidate.name === name);
    if (leaf === undefined) throw new Error(`no command ${name}`);
    return leaf;
  };
  const file = { id: '900', name: 'a.png', contentType: 'image/png', base64: '' };

  test('subcommands nest their options as Discord does', () => {
    const filled = fillCommand(
      leafNamed('prefer option set'),
      { option: { text: 'mine' } },
      surroundings,
    );
    expect(filled.options).toEqual([
      {
        name: 'option',
        type: 2,
        options: [{ name: 'set', type: 1, options: [{ name: 'option', type: 3, value: 'mine' }] }],
      },
    ]);
  });

  test('each kind of option becomes its own kind of value', () => {
    const fields = {
      image1: { text: '', file },
      dimensions: { text: 'portrait' },
      weight: { text: '3' },
      raw: { text: 'False' },
      friend: { text: 'ada' },
      crew: { text: 'lamplighters' },
    };
    const filled = fillCommand(leafNamed('blend'), fields, surroundings);
    expect(filled.problems).toEqual({});
    expect(filled.attachments).toEqual([file]);
    expect(filled.options.map((option) => option.value)).toEqual([
      '900',
      '--ar 2:3',
      3,
      false,
      '77',
      '78',
    ]);
  });

  test.each([
    ['a missing required option', 'imagine', {}, { prompt: 'This option is required.' }],
    [
      'a text that is too long',
      'imagine',
      { prompt: { text: 'x'.repeat(61) } },
      { prompt: 'At most 60 characters.' },
    ],
    [
      'a choice that is none',
      'blend',
      { image1: { text: '', file }, dimensions: { text: 'Wide' } },
      { dimensions: 'Pick one of the choices.' },
    ],
    [
      'half a number',
      'blend',
      { image1: { text: '', file }, weight: { text: '1.5' } },
      { weight: 'Enter a whole number.' },
    ],
    [
      'a number out of range',
      'blend',
      { image1: { text: '', file }, weight: { text: '9' } },
      { weight: 'At most 5.' },
    ],
  ])('%s is a problem', (_title, name, fields, problems) => {
    expect(fillCommand(leafNamed(name), fields, surroundings).problems).toEqual(problems);
  });

  test('while completing, the focused option is sent as typed and nothing is a problem', () => {
    const filled = fillCommand(
      leafNamed('prefer option set'),
      { option: { text: 'mi' } },
      surroundings,
      'option',
    );
    expect(filled.problems).toEqual({});
    expect(filled.options[0]?.options?.[0]?.options).toEqual([
      { name: 'option', type: 3, value: 'mi', focused: true },
    ]);
  });

  test('choices narrow to what is typed', () => {
    const choices = [
      { name: 'Portrait', value: 1 },
      { name: 'Square', value: 2 },
    ];
    expect(narrowChoices(choices, 'squ')).toEqual([{ name: 'Square', value: 2 }]);
    // As the mention of a channel or a role is typed.
    expect(narrowChoices(choices, '#squ')).toEqual([{ name: 'Square', value: 2 }]);
  });
});
