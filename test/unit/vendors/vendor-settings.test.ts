import { expect, test } from 'vitest';
import apiframe from '#vendors/specs/apiframe/apiframe.ts';

const { configure } = apiframe;

test('a key alone is enough, and the base URL is the vendor’s own', () => {
  expect(configure({ APIFRAME_API_KEY: ' afk_1 ' })).toMatchObject({
    kind: 'configured',
    vendor: { baseUrl: 'https://api.apiframe.ai', secrets: ['afk_1'] },
  });
});

test('a base URL keeps its path and loses its trailing slash', () => {
  const environment = { APIFRAME_API_KEY: 'k', APIFRAME_BASE_URL: 'http://127.0.0.1:1/api/v1/' };
  expect(configure(environment)).toMatchObject({
    vendor: { baseUrl: 'http://127.0.0.1:1/api/v1' },
  });
});

test('absent and empty mean the same', () => {
  expect(configure({ APIFRAME_API_KEY: '  ' })).toEqual({
    kind: 'absent',
    missing: 'APIFRAME_API_KEY',
  });
});

test.for([
  ['APIFRAME_API_KEY', 'two words'],
  ['APIFRAME_API_KEY', 'line\nbreak'],
  ['APIFRAME_API_KEY', 'schlüssel'],
  ['APIFRAME_BASE_URL', 'api.apiframe.ai'],
  ['APIFRAME_BASE_URL', 'ftp://api.apiframe.ai'],
  ['APIFRAME_BASE_URL', 'https://user:pass@api.apiframe.ai'],
  ['APIFRAME_BASE_URL', 'https://api.apiframe.ai?x=1'],
  ['APIFRAME_VIDEO', 'perhaps'],
] as const)(
  '%s="%s" is a problem that names the variable and not the value',
  ([variable, value]) => {
    const configuration = configure({ APIFRAME_API_KEY: 'k', [variable]: value });
    expect(configuration).toMatchObject({ kind: 'problems', problems: [{ variable }] });
    expect(JSON.stringify(configuration)).not.toContain(value);
  },
);

test('every problem is told at once', () => {
  const configuration = configure({
    APIFRAME_API_KEY: 'a b',
    APIFRAME_BASE_URL: 'x',
    APIFRAME_VIDEO: 'sometimes',
    APIFRAME_IMAGE_PROMPTS: 'often',
  });
  const problems = configuration.kind === 'problems' ? configuration.problems : [];
  expect(problems.map(({ variable }) => variable)).toEqual([
    'APIFRAME_API_KEY',
    'APIFRAME_BASE_URL',
    'APIFRAME_IMAGE_PROMPTS',
    'APIFRAME_VIDEO',
  ]);
});
