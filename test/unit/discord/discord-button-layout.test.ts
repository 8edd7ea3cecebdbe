import { ButtonStyle } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { buttonRows } from '#discord/components/button-layout.ts';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import type { Rows } from '#discord/components/rows.ts';
import { ACTION_NAMES, actionRow, type Surface } from '#domain/action.ts';
import { BUTTONS, type Button } from '#domain/button.ts';
import { translatorFor } from '#i18n/translator.ts';
import { JOB_ID } from '#test/fixtures/discord-job.ts';

const SURFACES: readonly Surface[] = ['grid', 'solo', 'upscaled', 'videos', 'video', 'suggestions'];

const onSurface = (surface: Surface): readonly Button[] =>
  BUTTONS.filter((button) => actionRow(button.action).offeredOn.includes(surface));

const of = (surface: Surface, without: readonly string[] = []): readonly Button[] =>
  onSurface(surface).filter((button) => !without.includes(button.action));

const PAGE = 'https://fourfold.example/jobs/0hq3zv8k2rabcdef/token';

const rowsOf = (
  surface: Surface,
  buttons: readonly Button[],
  pressed: readonly Button[] = [],
  beside: { readonly isFavourite?: boolean; readonly pageUrl?: string | null } = {},
) =>
  buttonRows({
    translator: translatorFor('en-US'),
    jobId: JOB_ID,
    surface,
    buttons,
    pressed,
    ...beside,
  });

const read = (rows: Rows): readonly string[] =>
  rows.map((row) =>
    row.components
      .map((part) => {
        if (part.type !== 2 || !('style' in part) || part.style === ButtonStyle.Premium) return '?';
        const face = [part.emoji?.name, part.label].filter((each) => each !== undefined).join(' ');
        if ('url' in part) return `${face === '\u200b' ? 'icon' : face} -> ${part.url}`;
        return part.style === ButtonStyle.Primary ? `[${face}]` : face;
      })
      .join(' | '),
  );

const WITHOUT_V5 = ['upscale-2x', 'upscale-4x'];

describe('rows', () => {
  test.each<[string, Surface, readonly Button[], readonly string[]]>([
    ['a grid', 'grid', of('grid'), ['U1 | U2 | U3 | U4 | 🔄', 'V1 | V2 | V3 | V4']],
    [
      'a single image that is not square',
      'solo',
      of('solo', WITHOUT_V5),
      [
        '🔎 Upscale (Subtle) | 🔎 Upscale (Creative) | 🪄 Vary (Subtle) | 🪄 Vary (Strong) | 🖌️ Vary (Region)',
        '🔍 Zoom Out 2x | 🔍 Zoom Out 1.5x | 🔍 Custom Zoom | ↔️ Make Square',
        '⬅️ | ➡️ | ⬆️ | ⬇️',
        '🎞️ Animate (High motion) | 🎞️ Animate (Low motion)',
        '❤️',
      ],
    ],
    [
      'an upscaled image',
      'upscaled',
      of('upscaled', WITHOUT_V5),
      [
        '🔎 Redo Upscale (Subtle) | 🔎 Redo Upscale (Creative) | 🪄 Vary (Subtle) | 🪄 Vary (Strong)',
        '🎞️ Animate (High motion) | 🎞️ Animate (Low motion)',
        '❤️',
      ],
    ],
    ['a video', 'video', of('video'), ['🎞️ Extend (High motion) | 🎞️ Extend (Low motion)']],
    [
      'a vendor that can only zoom, whose empty rows are gone',
      'solo',
      [{ action: 'zoom-2x', cell: null }],
      ['🔍 Zoom Out 2x', '❤️'],
    ],
    [
      'two pictures of four',
      'grid',
      of('grid').filter((b) => (b.cell ?? 1) <= 2),
      ['U1 | U2 | 🔄', 'V1 | V2'],
    ],
    ['nothing on offer', 'solo', [], ['❤️']],
  ])('%s', (_title, surface, buttons, expected) => {
    expect(read(rowsOf(surface, buttons))).toEqual(expected);
  });

  test.each<[string, Surface, readonly Button[], readonly string[]]>([
    ['a grid', 'grid', of('grid'), [`V1 | V2 | V3 | V4 | icon -> ${PAGE}`]],
    ['a single image', 'solo', of('solo', WITHOUT_V5), [`❤️ | Web -> ${PAGE}`]],
    ['an upscaled image', 'upscaled', of('upscaled', WITHOUT_V5), [`❤️ | Web -> ${PAGE}`]],
    ['four videos', 'videos', of('videos'), [`icon -> ${PAGE}`]],
    ['a video', 'video', of('video'), ['🎞️ Extend (High motion) | 🎞️ Extend (Low motion)']],
    ['words', 'suggestions', of('suggestions'), ['🔄']],
  ])('%s with a page ends in its link', (_title, surface, buttons, last) => {
    expect(read(rowsOf(surface, buttons, [], { pageUrl: PAGE })).slice(-1)).toEqual(last);
  });

  test('a heart that was given is blue, and nothing else is', () => {
    const rows = rowsOf('upscaled', [], [], { isFavourite: true });
    expect(read(rows)).toEqual(['[❤️]']);
  });

  test('only the pressed button of several alike is blue, and no button is disabled', () => {
    const rows = rowsOf('grid', of('grid'), [
      { action: 'upscale', cell: 2 },
      { action: 'reroll', cell: null },
    ]);
    expect(read(rows)).toEqual(['U1 | [U2] | U3 | U4 | [🔄]', 'V1 | V2 | V3 | V4']);
    expect(JSON.stringify(rows)).not.toContain('disabled');
  });
});

describe.each(SURFACES)('everything that %s can offer at once', (surface) => {
  const buttons = onSurface(surface);
  const rows = rowsOf(surface, buttons, buttons, { pageUrl: PAGE });
  const parts = rows.flatMap((row) => row.components);

  test('is shown, once each', () => {
    const ids = parts.flatMap((part) => ('custom_id' in part ? [part.custom_id] : []));
    const actions = ids.filter((id) => decodeCustomId(id)?.kind === 'button');
    expect(new Set(ids).size).toBe(ids.length);
    expect(actions.length).toBe(buttons.length);
  });

  test('fits five rows of five, ids of 100 and labels of 80', () => {
    expect(rows.length).toBeLessThanOrEqual(5);
    for (const row of rows) expect(row.components.length).toBeLessThanOrEqual(5);
    for (const row of rows) expect(row.components.length).toBeGreaterThan(0);
    for (const part of parts) {
      if ('url' in part) continue;
      if (!('custom_id' in part) || part.type !== 2) throw new Error('Rows hold buttons.');
      expect(part.custom_id.length).toBeLessThanOrEqual(100);
      expect((part.label ?? '').length).toBeLessThanOrEqual(80);
      expect((part.label ?? part.emoji?.name ?? '').length).toBeGreaterThan(0);
    }
  });
});

test('every action that is offered anywhere has a place there', () => {
  const homeless = ACTION_NAMES.flatMap((action) =>
    actionRow(action).offeredOn.filter(
      (surface) =>
        !JSON.stringify(
          rowsOf(surface, [{ action, cell: actionRow(action).perCell ? 1 : null }]),
        ).includes(`.${actionRow(action).token}`),
    ),
  );
  expect(homeless).toEqual([]);
});
