import { describe, expect, test } from 'vitest';
import { finalMessage } from '#discord/screens/render-final.ts';
import { tokensEmbed } from '#discord/screens/render-suggestions.ts';
import type { SuggestionsResult } from '#domain/result.ts';
import { translatorFor } from '#i18n/translator.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';

const words = (
  suggestions: readonly string[],
  tokens: SuggestionsResult['tokens'] = [],
): SuggestionsResult => ({
  kind: 'suggestions',
  suggestions,
  tokens,
  handle: null,
  seed: null,
});

const reroll = [{ action: 'reroll', cell: null }] as const;

function shown(
  action: 'describe' | 'shorten',
  result: SuggestionsResult,
  mediaTypes: string[] = [],
) {
  const request = { action, prompt: action === 'describe' ? '' : 'a very old lighthouse' };
  return finalMessage({
    job: discordJob({ request, result }),
    mediaTypes,
    leftOut: 0,
    buttons: action === 'describe' ? reroll : [],
    pressed: [{ action: 'imagine', cell: 2 }],
  });
}

const faces = (message: ReturnType<typeof shown>) =>
  message.components?.map((row) =>
    row.components.map((part) => {
      if (!('custom_id' in part) || part.type !== 2) return '?';
      const face = `${part.emoji?.name ?? ''}${part.label ?? ''}`;
      return part.style === 1 ? `[${face}]` : face;
    }),
  );

describe('a description', () => {
  const message = shown('describe', words(['a *sea*', 'b', 'c', 'd --ar 3:2']), ['image/webp']);

  test('lists its prompts over the picture', () => {
    expect(message.embeds).toEqual([
      {
        description: '1️⃣ a \\*sea\\*\n\n2️⃣ b\n\n3️⃣ c\n\n4️⃣ d --ar 3:2',
        color: 0x5865f2,
        image: { url: `attachment://ana_image_${JOB_ID}.webp` },
      },
    ]);
    expect(message.attachments).toEqual([{ id: 0, filename: `ana_image_${JOB_ID}.webp` }]);
    expect(message.content).toBe('Image described by <@1100000000000000011> (fast)');
  });

  test('has a number for each, 🔄 and Imagine all; what was imagined is blue', () => {
    expect(faces(message)).toEqual([['1️⃣', '[2️⃣]', '3️⃣', '4️⃣', '🔄'], ['🎉Imagine all']]);
  });
});

describe('a shortened prompt', () => {
  const tokens = [
    { text: 'lighthouse', weight: 1 },
    { text: 'very', weight: 0.1 },
  ];
  const message = shown('shorten', words(['a', 'b', 'c', 'd', 'e'], tokens));

  test('says which words matter, and what it comes down to', () => {
    expect(message.content).toBe(
      '**a very old lighthouse** - Shortened by <@1100000000000000011> (fast)',
    );
    expect(message.embeds?.[0]).toMatchObject({
      description:
        '## Important tokens\n**lighthouse** ~~very~~\n## Shortened prompts\n1️⃣ a\n\n2️⃣ b\n\n3️⃣ c\n\n4️⃣ d\n\n5️⃣ e',
      footer: { text: 'Click on a button to imagine one of the shortened prompts' },
    });
    expect(faces(message)).toEqual([['1️⃣', '[2️⃣]', '3️⃣', '4️⃣', '5️⃣'], ['Show Details']]);
  });

  test('shows each weight and a bar', () => {
    expect(tokensEmbed(translatorFor('en-US'), discordJob(), tokens).description).toBe(
      'lighthouse (1.00) ██████████\nvery (0.10) █',
    );
  });

  test('without weights offers no details', () => {
    expect(faces(shown('shorten', words(['a'])))).toEqual([['1️⃣']]);
  });
});

test('the longest texts stay within an embed', () => {
  const long = shown('describe', words(Array.from({ length: 5 }, () => '*'.repeat(4000))));
  expect(long.embeds?.[0]?.description?.length).toBeLessThanOrEqual(4096);
});
