import { expect, it } from 'vitest';
import { obstacleAt } from '#application/vendors/vendor-obstacle.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { configure } from '#test/contract/vendor-bench.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import acedata from '#vendors/specs/acedata/acedata.ts';
import apimart from '#vendors/specs/apimart/apimart.ts';
import apixo from '#vendors/specs/apixo/apixo.ts';

const vendor = createHttpVendor(configure(apixo, 'http://127.0.0.1:9', 'key'), {
  clock: { nowMs: () => 0 },
});
const given = (action: string) =>
  action === 'edit' ? { imageUrls: ['https://a.example/photo.png'] } : {};
const obstacle = (action: 'imagine' | 'edit', prompt: string) =>
  obstacleAt(vendor, { action, parsed: parsePrompt(prompt), speed: 'fast', ...given(action) });

const ignored = (...parameters: string[]) => ({
  kind: 'parameters-ignored',
  vendorLabel: 'APIXO',
  parameters,
});

it.each([
  ['imagine', 'a fox --stylize 50', null],
  ['edit', 'a fox --stylize 50', ignored('--stylize')],
  ['edit', 'a fox --ar 3:2 --chaos 5', ignored('--ar', '--chaos')],
  ['edit', 'a fox --v 7', null],
  // Its own files foresee the rest, and the router reads that.
  ['imagine', 'a fox', null],
  ['edit', 'a fox --v 8.1', { kind: 'no-version', vendorLabel: 'APIXO' }],
] as const)('%s of `%s` at a vendor with few parameters: %j', (action, prompt, why) => {
  const found = obstacle(action, prompt);
  expect(found).toEqual(why === null ? null : { kind: 'vendor-unable', why, failure: null });
});

it.each([
  ['a fox --ar 21:9', 'ratio-missing'],
  ['https://a.example/1.png https://a.example/2.png', 'words-missing'],
  ['a fox --draft --niji 7', 'parameters-ignored'],
] as const)('`%s` is foreseen by the vendor’s own file: %s', (prompt, kind) => {
  expect(obstacle('imagine', prompt)).toMatchObject({
    kind: 'vendor-unable',
    why: { kind: 'foreseen', cause: { kind } },
  });
});

it('an unversioned prompt is judged as what the vendor runs', () => {
  expect(obstacle('imagine', 'a fox --hd')).toMatchObject({ kind: 'prompt-problem' });
  expect(obstacle('imagine', 'a fox --stop 50')).toMatchObject({
    why: { kind: 'parameters-ignored', parameters: ['--stop'] },
  });
});

it.each([
  ['a fox --q 4 --v 8', true],
  ['a fox --q 4 --v 8.1', true],
  // Unversioned it runs 8.1.
  ['a fox --q 4', true],
  ['a fox --q 4 --v 8.2', false],
  ['a fox --q 2 --v 8.1', false],
  ['a fox --q 4 --v 6', false],
] as const)('`%s` is right at Ace: %s', (prompt, isRight) => {
  const ace = createHttpVendor(configure(acedata, 'http://127.0.0.1:9', 'key'), {
    clock: { nowMs: () => 0 },
  });
  const requirements = { action: 'imagine', parsed: parsePrompt(prompt), speed: 'fast' } as const;
  expect(obstacleAt(ace, requirements)?.kind).toBe(isRight ? undefined : 'prompt-problem');
  // Nowhere else is it.
  if (/8/.test(prompt)) expect(obstacle('imagine', prompt)?.kind).toBe('prompt-problem');
});

it.each([
  ['a fox --dref https://a.example/d.png --dw 50', undefined],
  ['a fox --dref https://a.example/d.png --dw 101', 'prompt-problem'],
  ['a fox --dw 50', 'prompt-problem'],
  ['a fox --v 8.1 --draft', undefined],
  ['a fox --v 6.1 --draft', 'prompt-problem'],
] as const)('`%s` at APIMart: %s', (prompt, kind) => {
  const mart = createHttpVendor(configure(apimart, 'http://127.0.0.1:9', 'key'), {
    clock: { nowMs: () => 0 },
  });
  const requirements = { action: 'imagine', parsed: parsePrompt(prompt), speed: 'fast' } as const;
  expect(obstacleAt(mart, requirements)?.kind).toBe(kind);
  // Midjourney's own bot has neither, and a vendor that says nothing of them is not asked.
  expect(obstacle('imagine', prompt)?.kind).toBe('prompt-problem');
});
