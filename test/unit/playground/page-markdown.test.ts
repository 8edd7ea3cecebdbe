import { describe, expect, test } from 'vitest';
import { parseMarkdown, plainText } from '#playground/page/browser/message/markdown.js';

const text = (value: string) => ({ kind: 'text', text: value });

describe('markdown is read as Discord reads it', () => {
  const table: readonly (readonly [title: string, source: string, expected: readonly unknown[]])[] =
    [
      ['plain words', 'a lighthouse', [text('a lighthouse')]],
      ['bold', '**fog**', [{ kind: 'bold', children: [text('fog')] }]],
      ['bold over two lines', '**a\nb**', [{ kind: 'bold', children: [text('a\nb')] }]],
      ['italics with stars', '*fog*', [{ kind: 'italics', children: [text('fog')] }]],
      ['italics with underscores', '_fog_', [{ kind: 'italics', children: [text('fog')] }]],
      ['underscores inside a word', 'snake_case_name', [text('snake_case_name')]],
      ['underline', '__fog__', [{ kind: 'underline', children: [text('fog')] }]],
      ['strike', '~~fog~~', [{ kind: 'strike', children: [text('fog')] }]],
      ['spoiler', '||fog||', [{ kind: 'spoiler', children: [text('fog')] }]],
      [
        'italics inside bold',
        '**a *b***',
        [{ kind: 'bold', children: [text('a '), { kind: 'italics', children: [text('b')] }] }],
      ],
      ['a star that opens nothing', '2 * 3 * 4', [text('2 * 3 * 4')]],
      ['an escaped star', '\\*fog\\*', [text('*fog*')]],
      ['a backslash before a letter', 'C:\\new', [text('C:\\new')]],
      ['inline code keeps stars', '`**x**`', [{ kind: 'code', text: '**x**' }]],
      [
        'a code block',
        '```ts\nlet a;\n```',
        [{ kind: 'code-block', language: 'ts', text: 'let a;' }],
      ],
      [
        'a code block after text',
        'see\n```\nx\n```\nthen',
        [text('see'), { kind: 'code-block', language: '', text: 'x' }, text('then')],
      ],
      ['subtext', '-# small print', [{ kind: 'subtext', children: [text('small print')] }]],
      [
        'heading',
        '## Important tokens',
        [{ kind: 'heading', level: 2, children: [text('Important tokens')] }],
      ],
      ['a hash without a space', '#general', [text('#general')]],
      ['a quote of two lines', '> a\n> b', [{ kind: 'quote', children: [text('a\nb')] }]],
      [
        'a list',
        '- a\n- b',
        [{ kind: 'list', ordered: false, start: 1, items: [[text('a')], [text('b')]] }],
      ],
      [
        'a numbered list starts where it says',
        '3. a\n4. b',
        [{ kind: 'list', ordered: true, start: 3, items: [[text('a')], [text('b')]] }],
      ],
      [
        'a masked link in angle brackets',
        '[(Open)](<https://a.example/x>)',
        [{ kind: 'link', url: 'https://a.example/x', children: [text('(Open)')] }],
      ],
      [
        'a masked link without brackets',
        '[this job](https://a.example/x)',
        [{ kind: 'link', url: 'https://a.example/x', children: [text('this job')] }],
      ],
      [
        'a link in angle brackets',
        '<https://a.example/x_y>',
        [{ kind: 'link', url: 'https://a.example/x_y', children: [text('https://a.example/x_y')] }],
      ],
      [
        'a bare link ends before the full stop',
        'see https://a.example/x.',
        [
          text('see '),
          { kind: 'link', url: 'https://a.example/x', children: [text('https://a.example/x')] },
          text('.'),
        ],
      ],
      [
        'a link as the name of a link leads where the outer one leads',
        '[https://b.example](https://a.example/x)',
        [{ kind: 'link', url: 'https://a.example/x', children: [text('https://b.example')] }],
      ],
      ['a quote in a quote', '> > a', [{ kind: 'quote', children: [text('> a')] }]],
      ['a user mention', '<@123>', [{ kind: 'user', id: '123' }]],
      ['an old user mention', '<@!123>', [{ kind: 'user', id: '123' }]],
      ['a role mention', '<@&123>', [{ kind: 'role', id: '123' }]],
      ['a channel mention', '<#123>', [{ kind: 'channel', id: '123' }]],
      ['everyone', '@everyone', [{ kind: 'everyone', text: '@everyone' }]],
      ['a command mention', '</imagine:9>', [{ kind: 'command', name: 'imagine', id: '9' }]],
      ['a time', '<t:1774990054:R>', [{ kind: 'time', unixSeconds: 1774990054, style: 'R' }]],
      ['a time without a style', '<t:5>', [{ kind: 'time', unixSeconds: 5, style: 'f' }]],
      [
        'an emoji',
        '<:upscale_1:12>',
        [{ kind: 'emoji', name: 'upscale_1', id: '12', animated: false }],
      ],
      [
        "the bot's progress line",
        '**a cat** - <@7> (31%) (fast)',
        [
          { kind: 'bold', children: [text('a cat')] },
          text(' - '),
          { kind: 'user', id: '7' },
          text(' (31%) (fast)'),
        ],
      ],
    ];
  test.each(table)('%s', (_title, source, expected) => {
    expect(parseMarkdown(source)).toEqual(expected);
  });
});

describe('hostile text', () => {
  test.each([
    ['markup', '<img src=x onerror=alert(1)>'],
    ['a script link', '[click](javascript:alert(1))'],
    ['a script link in brackets', '[click](<javascript:alert(1)>)'],
    ['a data link', '<data:text/html,x>'],
    ['a link that is no URL', '<https://>'],
  ])('%s stays text', (_title, source) => {
    expect(parseMarkdown(source)).toEqual([text(source)]);
  });

  test.each([
    ['stars', '*'.repeat(4000)],
    ['open bold', '**a '.repeat(1000)],
    ['brackets', '['.repeat(4000)],
    ['half links', '[a]('.repeat(1000)],
    ['underscores', '_a'.repeat(2000)],
    ['ticks', '`a'.repeat(2000)],
    ['quotes', '> '.repeat(2000)],
    ['nesting', `${'**_~~'.repeat(200)}x${'~~_**'.repeat(200)}`],
  ])('4,000 characters of %s are read in less than a second', (_title, source) => {
    const startedAtMs = performance.now();
    expect(plainText(source).length).toBeGreaterThan(0);
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
  });
});

test('plain text keeps the words and drops the marks', () => {
  expect(plainText('**a cat** in\n-# small [link](https://a.example) <:up:12>')).toBe(
    'a cat in small link :up:',
  );
});
