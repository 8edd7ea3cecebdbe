import { expect, it } from 'vitest';
import { obstacleAt } from '#application/vendors/vendor-obstacle.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { configure } from '#test/contract/vendor-bench.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import apixo from '#vendors/specs/apixo/apixo.ts';

const vendor = createHttpVendor(configure(apixo, 'http://127.0.0.1:9', 'key'), {
  clock: { nowMs: () => 0 },
});
const obstacle = (action: 'imagine' | 'edit', prompt: string) =>
  obstacleAt(vendor, { action, parsed: parsePrompt(prompt), speed: 'fast' });

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
  ['edit', 'a fox --v 8.1', { kind: 'no-version', vendorLabel: 'APIXO' }],
] as const)('%s of `%s` at a vendor with few parameters: %j', (action, prompt, why) => {
  const found = obstacle(action, prompt);
  expect(found).toEqual(why === null ? null : { kind: 'vendor-unable', why, failure: null });
});
