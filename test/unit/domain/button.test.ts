import { describe, expect, it } from 'vitest';
import { BUTTONS, buttonToken, parseButtonToken } from '#domain/button.ts';

describe('button tokens', () => {
  it.each(BUTTONS.map((button) => [buttonToken(button), button] as const))(
    '%s names one button and is its only spelling',
    (token, button) => {
      expect(parseButtonToken(token)).toEqual(button);
      expect(token).toMatch(/^[a-z0-9]{1,5}$/);
    },
  );

  it('are all different', () => {
    expect(new Set(BUTTONS.map(buttonToken)).size).toBe(BUTTONS.length);
  });

  it.each(['', 'u', 'u0', 'u5', 'U1', 'u1 ', 'u01', 'v', '__proto__', 'constructor'])(
    'refuses %j',
    (token) => {
      expect(parseButtonToken(token)).toBeNull();
    },
  );
});
