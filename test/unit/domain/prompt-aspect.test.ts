import { expect, it } from 'vitest';
import { aspectRatioNear, formatAspectRatio } from '#domain/prompt/aspect.ts';

it.each([
  [1024, 1024, '1:1'],
  [1024, 1020, '1:1'],
  [1000, 667, '3:2'],
  [667, 1000, '2:3'],
  [1920, 1080, '16:9'],
  [1170, 2532, '6:13'],
  [240, 120, '2:1'],
  [5000, 10, '14:1'],
  [1, 90, '1:14'],
])('%i by %i is written as %s %s', (width, height, ratio) => {
  expect(formatAspectRatio(aspectRatioNear({ width, height }))).toBe(ratio);
});
