import { describe, expect, it } from 'vitest';
import { ROLES, type Role, roleProblems } from '#config/roles.ts';

const ALONE = { isPostgres: false, hasBucket: false, hasPublicKey: false, hasPublicUrl: false };
const SHARED = { isPostgres: true, hasBucket: true, hasPublicKey: false, hasPublicUrl: true };

describe('what a process does of the whole', () => {
  it.each([
    ['everything, alone', ROLES, ALONE, true],
    ['everything, by requests', ['worker', 'web'], { ...ALONE, hasPublicKey: true }, true],
    ['nobody could talk to it', ['worker', 'web'], ALONE, false],
    ['nobody would work', ['gateway', 'web'], ALONE, false],
    ['nobody needs pages', ['gateway', 'worker'], ALONE, true],
    [
      'nobody would serve its links',
      ['gateway', 'worker'],
      { ...ALONE, hasPublicUrl: true },
      false,
    ],
    ['a worker among several', ['worker'], SHARED, true],
    ['pages for several', ['web'], SHARED, true],
    ['a worker without the others’ pictures', ['worker'], { ...SHARED, hasBucket: false }, false],
  ] as const)('%s', (_name, roles: readonly Role[], together, isFine) => {
    const problems = roleProblems(roles, together);
    expect(problems.length === 0).toBe(isFine);
    for (const { variable, problem } of problems) {
      expect(variable).toBe('ROLES');
      expect(problem).toMatch(/DATABASE_URL|ARCHIVE_URL/);
    }
  });
});
