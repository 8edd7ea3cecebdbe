import { expect, it } from 'vitest';
import { createPendingQuestions } from '#application/requests/pending-questions.ts';
import { guildId, type UserId, userId } from '#domain/ids.ts';

const ANN = userId('150000000000000001');
const BOB = userId('150000000000000002');

const HERE = guildId('130000000000000001');
const ELSEWHERE = guildId('130000000000000002');

const by = (interactionId: string, person: UserId, server = HERE) => ({
  ...{ interactionId, userId: person, guildId: server },
});

function asked() {
  let nowMs = 0;
  const questions = createPendingQuestions<string>(
    { nowMs: () => nowMs },
    { lastsMs: 60_000, ofPersonMax: 5 },
  );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { questions, pass };
}

it('who asks for thousands closes none of anybody else, and keeps five', () => {
  const { questions } = asked();
  questions.put(by('bob', BOB), 'his');
  for (let n = 0; n < 5_000; n++) questions.put(by(`ann ${n}`, ANN), `hers ${n}`);
  expect(questions.find('bob', BOB)).toBe('his');
  const open = Array.from({ length: 5_000 }, (_, n) => questions.find(`ann ${n}`, ANN));
  expect(open.filter((value) => value !== null)).toEqual([
    ...['hers 4995', 'hers 4996', 'hers 4997', 'hers 4998', 'hers 4999'],
  ]);
});

it('of many people a thousand are remembered, the newest', () => {
  const { questions } = asked();
  const person = (n: number) => userId(String(150_000_000_000_000_000n + BigInt(n)));
  for (let n = 0; n <= 1_000; n++) questions.put(by(`${n}`, person(n)), 'open');
  expect(questions.find('0', person(0))).toBeNull();
  expect(questions.find('1', person(1))).toBe('open');
});

it('is answered by whoever was asked, until its time is over, changed meanwhile or not', () => {
  const { questions, pass } = asked();
  questions.put(by('key', ANN), 'open');
  expect(questions.find('key', BOB)).toBeNull();
  pass(59_999);
  questions.replace('key', 'changed');
  expect(questions.find('key', ANN)).toBe('changed');
  pass(1);
  expect(questions.find('key', ANN)).toBeNull();
});

it('is over once it is dropped, and nothing brings it back', () => {
  const { questions } = asked();
  questions.put(by('key', ANN), 'open');
  questions.drop('key');
  questions.replace('key', 'again');
  expect(questions.find('key', ANN)).toBeNull();
});

it.each([
  ['a person', { kind: 'person', userId: ANN }, [null, null, 'his']],
  ['a server', { kind: 'server', guildId: HERE }, [null, 'elsewhere', null]],
] as const)('what %s was asked is forgotten, and nothing else', (_what, whose, left) => {
  const { questions } = asked();
  questions.put(by('hers', ANN), 'hers');
  questions.put(by('elsewhere', ANN, ELSEWHERE), 'elsewhere');
  questions.put(by('his', BOB), 'his');
  questions.forget(whose);
  const found = [questions.find('hers', ANN), questions.find('elsewhere', ANN)];
  expect([...found, questions.find('his', BOB)]).toEqual(left);
});
