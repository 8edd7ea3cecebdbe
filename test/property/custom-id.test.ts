import { expect, test } from 'vitest';
import {
  CONTROLS,
  type CustomId,
  decodeCustomId,
  encodeCustomId,
  PARTS,
  REPORT_ANSWERS,
  SETTING_CONTROLS,
  SUGGESTIONS_PARTS,
} from '#discord/components/custom-id.ts';
import { BUTTONS, buttonToken } from '#domain/button.ts';
import { guildId, messageId, mintJobId } from '#domain/ids.ts';
import { fc } from '#test/fixtures/fast-check.ts';

const jobId = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 44 }), fc.uint8Array({ minLength: 7, maxLength: 7 }))
  .map(([nowMs, random]) => mintJobId(nowMs, random));
const snowflake = fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String);
const button = fc.constantFrom(...BUTTONS);
const choice = {
  jobId,
  chosen: fc.subarray([...PARTS]),
  sourceMessageId: snowflake.map(messageId),
};

/** One generator a kind: a kind without one does not compile. */
const KINDS: { readonly [Kind in CustomId['kind']]: fc.Arbitrary<CustomId> } = {
  button: fc.record({ kind: fc.constant('button' as const), jobId, button }),
  control: fc.record({
    kind: fc.constant('control' as const),
    jobId,
    control: fc.constantFrom(...CONTROLS),
  }),
  suggestions: fc.record({
    kind: fc.constant('suggestions' as const),
    jobId,
    part: fc.constantFrom(...SUGGESTIONS_PARTS),
  }),
  'remix-modal': fc.record({ kind: fc.constant('remix-modal' as const), jobId, button }),
  batch: fc.record({
    kind: fc.constant('batch' as const),
    question: snowflake,
    answer: fc.constantFrom('yes' as const, 'no' as const),
  }),
  'batch-cancel': fc.record({
    kind: fc.constant('batch-cancel' as const),
    confirmed: snowflake,
  }),
  fix: fc.record({
    kind: fc.constant('fix' as const),
    offer: snowflake,
    choice: fc.constantFrom('corrected' as const, 'typed' as const),
  }),
  setting: fc.record({
    kind: fc.constant('setting' as const),
    control: fc.constantFrom(...SETTING_CONTROLS),
  }),
  report: fc.record({
    kind: fc.constant('report' as const),
    jobId,
    answer: fc.constantFrom(...REPORT_ANSWERS),
  }),
  approval: fc.record({
    kind: fc.constant('approval' as const),
    guildId: snowflake.map(guildId),
    answer: fc.constantFrom('approve' as const, 'block' as const),
  }),
  region: fc.record({
    kind: fc.constant('region' as const),
    ...choice,
    press: fc.constantFrom(...PARTS, 'go' as const, 'stop' as const),
  }),
  'region-modal': fc.record({ kind: fc.constant('region-modal' as const), ...choice }),
};
const customIds = fc.oneof(...Object.values(KINDS));

// Texts that differ from a real id in one place, which is what a forger would send.
const nearlyCustomIds = fc
  .tuple(
    customIds,
    fc.nat(),
    fc.constantFrom('', '.', 'f', 'U', ' ', '\n', '0', '.m', 'é', '\u0000'),
  )
  .map(([id, place, insert]) => {
    const text = encodeCustomId(id);
    const at = place % (text.length + 1);
    return text.slice(0, at) + insert + text.slice(at + (place % 2));
  });

test('every custom id is read as what was written, within 100 characters', () => {
  fc.assert(
    fc.property(customIds, (id) => {
      const text = encodeCustomId(id);
      expect(text.length).toBeLessThanOrEqual(100);
      expect(decodeCustomId(text)).toEqual(id);
    }),
    { numRuns: 1_000 },
  );
});

test('whatever is read has exactly that one spelling, and reading never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearlyCustomIds), (text) => {
      const id = decodeCustomId(text);
      if (id !== null) expect(encodeCustomId(id)).toBe(text);
    }),
    { numRuns: 4_000 },
  );
});

test('no two buttons, suggestions or controls share a spelling', () => {
  const tokens = [...BUTTONS.map(buttonToken), ...SUGGESTIONS_PARTS, ...CONTROLS];
  expect(new Set(tokens).size).toBe(tokens.length);
});

// Messages keep their ids for years: these spellings are on messages already.
test.each([
  [
    'f1.0hq3zv8k2rabcdef.u1',
    { kind: 'button', jobId: '0hq3zv8k2rabcdef', button: { action: 'upscale', cell: 1 } },
  ],
  ['f1.0hq3zv8k2rabcdef.cancel', { kind: 'control', control: 'cancel' }],
  ['f1.0hq3zv8k2rabcdef.all-yes', { kind: 'suggestions', part: 'all-yes' }],
  ['f1.0hq3zv8k2rabcdef.u1.m', { kind: 'remix-modal', button: { action: 'upscale', cell: 1 } }],
  ['f1.b.1100000000000000301.yes', { kind: 'batch', question: '1100000000000000301' }],
  ['f1.s.version', { kind: 'setting', control: 'version' }],
  [
    'r1.0hq3zv8k2rabcdef.100000001.4.1100000000000000401',
    { kind: 'region', chosen: [0, 8], press: 4, sourceMessageId: '1100000000000000401' },
  ],
  [
    'r1.0hq3zv8k2rabcdef.100000001.go.1100000000000000401.m',
    { kind: 'region-modal', chosen: [0, 8], sourceMessageId: '1100000000000000401' },
  ],
])('an id on an old message keeps its meaning: %s', (text, meaning) => {
  expect(decodeCustomId(text)).toMatchObject(meaning);
});
