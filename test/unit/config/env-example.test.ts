import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { envExample } from '../../../scripts/env-example.ts';

it('`.env.example` is what the program reads (npm run docs writes it)', async () => {
  const file = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(file).toBe(await envExample());
});
