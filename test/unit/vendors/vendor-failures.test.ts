import { describe, expect, test } from 'vitest';
import {
  CHECK_FAILURES,
  failureRule,
  SUBMIT_FAILURES,
  type SubmitRule,
} from '#vendors/failures.ts';
import { reportsModeration } from '#vendors/moderation.ts';
import { retryAfterMs } from '#vendors/retry-after.ts';
import { scrub } from '#vendors/scrub.ts';

const STATUSES = Array.from({ length: 400 }, (_, place) => place + 200);

describe('the table of failures', () => {
  test('has a row for every status of a submit and of a check', () => {
    for (const status of STATUSES) {
      expect(failureRule(SUBMIT_FAILURES, undefined, status, null), String(status)).not.toBeNull();
      expect(failureRule(CHECK_FAILURES, undefined, status, null), String(status)).not.toBeNull();
    }
  });

  test('never calls a submit refused and worth repeating unless the status says so for certain', () => {
    const repeatable = STATUSES.filter((status) => {
      const rule = failureRule(SUBMIT_FAILURES, undefined, status, null);
      return rule?.outcome === 'refused' && ['unavailable', 'rate-limited'].includes(rule.kind);
    });
    expect(repeatable).toEqual([301, 307, 308, 425, 429]);
  });

  const own = {
    used_up: { outcome: 'refused', kind: 'out-of-credit' },
    503: { outcome: 'refused', kind: 'unavailable' },
    403: { outcome: 'refused', kind: 'moderated' },
  } as const satisfies Record<string, SubmitRule>;

  test.for([
    ['the vendor’s word before its status', 403, 'used_up', 'refused out-of-credit'],
    ['the vendor’s row for a status', 403, 'else', 'refused moderated'],
    ['a proxy’s error by the general table', 503, null, 'lost lost'],
    ['an error code inside a 200', 200, '402', 'refused out-of-credit'],
    ['an unheard-of number inside a 200 by its class', 200, '555', 'lost lost'],
    ['an unheard-of word inside a 200', 200, 'odd', 'refused generation-failed'],
    ['an unheard-of word with a status', 429, 'odd', 'refused rate-limited'],
    ['a name every object has', 400, 'constructor', 'refused input-refused'],
  ] as const)('reads %s', ([, status, code, expected]) => {
    const error = code === null ? null : { code, detail: '' };
    const rule = failureRule(SUBMIT_FAILURES, own, status, error);
    expect(`${rule?.outcome} ${rule?.kind}`).toBe(expected);
  });
});

describe('Retry-After', () => {
  const nowMs = Date.UTC(2026, 10, 20, 10);
  test.for([
    [undefined, null],
    ['', null],
    ['0', 0],
    ['7', 7_000],
    ['1.5', 1_500],
    ['-3', null],
    ['soon', null],
    ['2026', 2_026_000],
    ['999999', 3_600_000],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Friday, 20-Nov-26 10:00:30 GMT', 30_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Fri, 20 Nov 2099 10:00:30 GMT', 3_600_000],
    ['Fri, 99 Nov 2026', null],
  ] as const)('%s waits %s ms', ([header, expected]) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected);
  });
});

describe('scrubbing', () => {
  test.for([
    [
      'hides a key wherever it stands',
      'key afk_1 and afk_12 x',
      ['afk_1', 'afk_12'],
      'key [hidden] and [hidden] x',
    ],
    ['leaves words alone that are too short to be secrets', 'a cat', ['a'], 'a cat'],
    ['makes one line of several', ' two\n\tlines\u0000 ', [], 'two lines'],
  ] as const)('%s', ([, text, secrets, expected]) => {
    expect(scrub(text, secrets)).toBe(expected);
  });

  test('hides before it cuts, so that no half of a key is left at the end', () => {
    const scrubbed = scrub(`${'x'.repeat(290)}secret-key-secret-key`, ['secret-key-secret-key']);
    expect(scrubbed).not.toContain('secret');
    expect(scrubbed.length).toBeLessThanOrEqual(300);
  });
});

test.for([
  ['Provider returned an error: content policy violation', true],
  ['Image denied by image filters', true],
  ['Banned prompt detected', true],
  ['NSFW_DETECTED', true],
  ['InputImageSensitiveContentDetected', true],
  ['provider_timeout', false],
  ['No available upstream', false],
] as const)('"%s" speaks of moderation: %s', ([text, expected]) => {
  expect(reportsModeration(text)).toBe(expected);
});
