import { describe, expect, test } from 'vitest';
import type { ActionName } from '#domain/action.ts';
import { midjourneyButtons } from '#emulators/midjourney-buttons.ts';
import { actionsOfGrid, buttonFor, readButtons } from '#vendors/midjourney-buttons.ts';
import { numberedSuggestions, readPercent } from '#vendors/midjourney-replies.ts';

const idsOf = (surface: 'grid' | 'solo', version: 'v5.2' | 'v7') =>
  readButtons(midjourneyButtons(surface, version, 'hash')).toReversed();

describe('a button is told by its custom id, whatever stands around it', () => {
  test.for<[ActionName, string]>([
    ['upscale-subtle', 'MJ::JOB::upsample_v7_2x_subtle::1::hash::SOLO'],
    ['upscale-creative', 'MJ::JOB::upsample_v7_2x_creative::1::hash::SOLO'],
    ['vary-subtle', 'MJ::JOB::low_variation::1::hash::SOLO'],
    ['vary-strong', 'MJ::JOB::high_variation::1::hash::SOLO'],
    ['vary-region', 'MJ::Inpaint::1::hash::SOLO'],
    ['zoom-2x', 'MJ::Outpaint::50::1::hash::SOLO'],
    ['zoom-1.5x', 'MJ::Outpaint::75::1::hash::SOLO'],
    ['zoom-custom', 'MJ::CustomZoom::hash'],
    ['pan-left', 'MJ::JOB::pan_left::1::hash::SOLO'],
    ['pan-right', 'MJ::JOB::pan_right::1::hash::SOLO'],
    ['pan-up', 'MJ::JOB::pan_up::1::hash::SOLO'],
    ['pan-down', 'MJ::JOB::pan_down::1::hash::SOLO'],
    ['animate-high', 'MJ::JOB::animate_high::1::hash::SOLO'],
    ['animate-low', 'MJ::JOB::animate_low::1::hash::SOLO'],
    ['reroll', 'MJ::JOB::reroll::0::hash::SOLO'],
  ])('%s is %s', ([action, customId]) => {
    expect(buttonFor(idsOf('solo', 'v7'), action)).toBe(customId);
  });

  test.for<[ActionName, string | null]>([
    ['upscale-2x', 'MJ::JOB::upsample_v5_2x::1::hash::SOLO'],
    ['upscale-4x', 'MJ::JOB::upsample_v5_4x::1::hash::SOLO'],
    ['upscale-subtle', null],
  ])('of version 5, %s is %s', ([action, customId]) => {
    expect(buttonFor(idsOf('solo', 'v5.2'), action)).toBe(customId);
  });

  test('the cells of a grid are apart', () => {
    expect(buttonFor(idsOf('grid', 'v7'), 'upscale', 2)).toBe('MJ::JOB::upsample::2::hash');
    expect(buttonFor(idsOf('grid', 'v7'), 'vary', 3)).toBe('MJ::JOB::variation::3::hash');
  });

  test('what is no button is passed over', () => {
    expect(readButtons([null, { label: 'U1' }, { customId: 'MJ::x' }, 'y'])).toEqual(['MJ::x']);
    expect(readButtons('none')).toEqual([]);
  });

  test('a grid without U allows nothing that comes after one', () => {
    const withoutU = idsOf('grid', 'v7').filter((customId) => !customId.includes('upsample'));
    expect(actionsOfGrid(withoutU, () => true)).toEqual(['vary', 'reroll']);
  });
});

describe('texts', () => {
  test.for<[string, readonly string[]]>([
    ['1️⃣ one\n\n2️⃣ two', ['one', 'two']],
    ['**Heading**\r\n1\u20E3 one\r\n2\u20E3 two ', ['one', 'two']],
    ['a single prompt', ['a single prompt']],
    ['  ', []],
  ])('%j is %j', ([answer, texts]) => {
    expect(numberedSuggestions(answer)).toEqual(texts);
  });

  test.for<[unknown, number | null]>([
    ['46%', 46],
    ['46', 46],
    [46, 46],
    ['146 %', 100],
    ['', null],
    [null, null],
    ['soon', null],
  ])('progress %j is %j', ([progress, percent]) => {
    expect(readPercent(progress)).toBe(percent);
  });
});
