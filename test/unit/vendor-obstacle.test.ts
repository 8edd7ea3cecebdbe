import { expect, it } from 'vitest';
import { obstacleAt } from '#application/vendor-obstacle.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import apixo from '#vendors/specs/apixo/apixo.ts';
import { configure } from '../contract/vendor-bench.ts';

const vendor = createHttpVendor(configure(apixo, 'http://127.0.0.1:9', 'key'), {
  clock: { nowMs: () => 0 },
});
const obstacle = (action: 'imagine' | 'edit', prompt: string) =>
  obstacleAt(vendor, { action, parsed: parsePrompt(prompt), speed: 'fast' });

it.each([
  ['imagine', 'a fox --stylize 50', null],
  ['edit', 'a fox --stylize 50', /ignore --stylize/],
  ['edit', 'a fox --ar 3:2 --chaos 5', /ignore --ar and --chaos/],
  ['edit', 'a fox --v 7', null],
  ['edit', 'a fox --v 8.1', /does not have that version/],
] as const)('%s of `%s` at a vendor with few parameters: %s', (action, prompt, reason) => {
  const found = obstacle(action, prompt);
  if (reason === null) return expect(found).toBeNull();
  expect(found).toMatchObject({ kind: 'vendor-unable', reason: expect.stringMatching(reason) });
});
