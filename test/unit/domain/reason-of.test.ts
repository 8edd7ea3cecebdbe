import { expect, it } from 'vitest';
import { reasonOf } from '#domain/reason-of.ts';

it.each([
  [new Error('the disk is full'), 'the disk is full'],
  ['a text', 'a text'],
  // As Node says that neither address of a name takes connections.
  [
    new AggregateError([new Error('connect ECONNREFUSED ::1:5432')]),
    'connect ECONNREFUSED ::1:5432',
  ],
  [new AggregateError([new Error('one')], 'all of them'), 'all of them'],
])('%o says %s', (error, says) => {
  expect(reasonOf(error)).toBe(says);
});
