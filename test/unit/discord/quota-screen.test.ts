import { expect, test } from 'vitest';
import { limitsChangedEmbed, quotaEmbed, quotaProblemEmbed } from '#commands/quota/screen.ts';
import type { Grant } from '#domain/credits.ts';
import { DEFAULT_SETTINGS } from '#domain/guild-settings.ts';
import { guildId } from '#domain/ids.ts';
import { translatorFor } from '#i18n/translator.ts';

const GUILD = guildId('1100000000000000101');
const grant = (fields: Partial<Grant>): Grant => ({
  number: 1,
  guildId: GUILD,
  kind: 'gift',
  amount: 5000,
  available: 5000,
  reserved: 0,
  spent: 0,
  period: null,
  effectiveAtMs: 0,
  expiresAtMs: null,
  reason: 'welcome',
  author: null,
  ...fields,
});

test('a limit above what the operator allows is said to be cut', () => {
  const shown = (runningMax: number) =>
    limitsChangedEmbed(
      translatorFor('en-US'),
      {
        account: { guildId: GUILD, period: '2026-11', available: 0, reserved: 0, spent: 0 },
        settings: { ...DEFAULT_SETTINGS, limits: { ...DEFAULT_SETTINGS.limits, runningMax } },
        monthlyCredits: 0,
        renewsAtMs: 0,
        grants: [],
        memberQueue: { running: 3, waiting: 7 },
      },
      'some',
    ).description;
  expect(shown(20)).toContain('3 running, 7 waiting\n-# Whoever runs the bot allows at most 3');
  expect(shown(3)).not.toContain('at most');
});

test('/quota show says the month once, and of a grant that is whole no more than its size', () => {
  const { description = '' } = quotaEmbed(translatorFor('en-US'), {
    account: { guildId: GUILD, period: '2026-11', available: 7000, reserved: 0, spent: 20 },
    settings: DEFAULT_SETTINGS,
    monthlyCredits: 2000,
    renewsAtMs: 1_792_000_000_000,
    grants: [
      grant({ kind: 'monthly', amount: 2000, available: 1980, spent: 20, reason: 'quota' }),
      grant({}),
      grant({ kind: 'top-up', amount: 100, available: 20, spent: 80, reason: 'paid' }),
    ],
    memberQueue: { running: 3, waiting: 7 },
  });
  expect(description.match(/Monthly/g)).toHaveLength(1);
  expect(description).toContain('- Gift: 5,000 credits (welcome)');
  expect(description).toContain('- Top-up: 20 of 100 left (paid)');
});

test.each([
  ['en-US', 'all', 'all'],
  ['fr', 'tous', 'toutes'],
  ['es-ES', 'todos', 'todas'],
  ['pt-BR', 'todos', 'todas'],
])('in %s what is not limited agrees with its word', (locale, channels, speeds) => {
  const { description = '' } = quotaEmbed(translatorFor(locale), {
    account: { guildId: GUILD, period: '2026-11', available: 0, reserved: 0, spent: 0 },
    settings: DEFAULT_SETTINGS,
    monthlyCredits: 0,
    renewsAtMs: 0,
    grants: [],
    memberQueue: { running: 3, waiting: 7 },
  });
  const said = description
    .split('\n')
    .filter((line) => / (?:all|tous|toutes|todos|todas)$/.test(line));
  expect(said.map((line) => line.split(' ').at(-1))).toEqual([channels, channels, speeds, speeds]);
});

test.each([
  ['en-US', 'relax, fast, turbo'],
  ['ja', 'relax、fast、turbo'],
  ['zh-CN', 'relax，fast，turbo'],
])('in %s names are listed with the commas of the language', (locale, names) => {
  const problem = { kind: 'speed-unknown', name: 'warp' } as const;
  expect(quotaProblemEmbed(translatorFor(locale), problem).description).toContain(names);
});
