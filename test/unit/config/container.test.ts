/**
 * How: the container's files are read as text and held to each other, to the settings that there are, and to the tree.
 * Whether an image can be built of them is for whoever has Docker.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TOGETHER_MS } from '#system/shutdown.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, group = '']) => group);

const dockerfile = read('Dockerfile');
const compose = read('compose.yaml');
const readme = read('README.md');
const run = /^docker run .*$/m.exec(readme)?.[0] ?? '';
const settings = new Set(found(read('.env.example'), /^# ([A-Z][A-Z0-9_]*)=/gm));

/** What the image sets, by name. */
const image = new Map(
  found(dockerfile, /^ENV (.+)$/gm)
    .flatMap((line) => line.split(' '))
    .map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''] as const),
);
/** What compose sets over `.env`, by name. */
const composed = new Map(
  [...compose.matchAll(/^ {6}([A-Z_]+): "?([^"\n]+)"?$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  ),
);

it('sets nothing that the bot, Node or the C library does not read', () => {
  const theirs = ['MALLOC_ARENA_MAX', 'NODE_COMPILE_CACHE'];
  for (const name of [...image.keys(), ...composed.keys()]) {
    expect([...settings, ...theirs]).toContain(name);
  }
});

it('publishes the port that the bot listens on, to this machine alone', () => {
  const port = image.get('HTTP_PORT');
  expect(image.get('HTTP_HOST')).toBe('0.0.0.0');
  expect(found(dockerfile, /^EXPOSE (\d+)$/gm)).toEqual([port]);
  expect(found(compose, /^ {6}- "([\d.:]+)"$/gm)).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(run).toContain(` -p 127.0.0.1:${port}:${port} `);
  expect(dockerfile).toContain(`process.env.HTTP_PORT || ${port}) + '/healthz'`);
});

it('keeps the data folder in one volume, whichever way it is started', () => {
  const folder = image.get('DATA_DIR');
  expect(found(dockerfile, /^VOLUME (\S+)$/gm)).toEqual([folder]);
  const [volume] = found(compose, /^ {4}name: (\S+)$/gm);
  expect(found(compose, /^ {6}- (\S+:\/\S+)$/gm)).toEqual([`${volume}:${folder}`]);
  expect(run).toContain(` -v ${volume}:${folder} `);
  expect(dockerfile).toMatch(new RegExp(`chown node:node ${folder} `));
});

it('leads there even where `.env` has values for a bot outside of a container', () => {
  expect(compose).toMatch(/^ {4}env_file: \.env$/m);
  for (const name of ['DATA_DIR', 'HTTP_HOST', 'HTTP_PORT']) {
    expect(composed.get(name)).toBe(image.get(name));
    expect(readme).toContain(`\`${name}\``);
  }
});

it('leaves the bot the time that it takes to close', () => {
  const [seconds] = found(compose, /^ {4}stop_grace_period: (\d+)s$/gm);
  expect(Number(seconds) * 1000).toBeGreaterThan(TOGETHER_MS);
});

it('copies what there is, and each script that docs run on the data', () => {
  const copied = found(dockerfile, /^COPY (.+) \S+$/gm).flatMap((line) => line.split(' '));
  for (const path of copied) expect(existsSync(new URL(path, ROOT)), path).toBe(true);
  const docs = ['operating', 'scaling', 'privacy', 'credits'].map((name) =>
    read(`docs/${name}.md`),
  );
  const scripts = found(docs.join('\n'), /npm run ([a-z-]+)/g).filter((name) =>
    existsSync(new URL(`scripts/${name}.ts`, ROOT)),
  );
  // What measures or breaks the bot is for those who work on it.
  const ofWork = ['bench', 'crash', 'network', 'sim', 'mutate', 'fuzz'];
  const wanted = new Set(scripts.filter((name) => !ofWork.includes(name)));
  expect(wanted.size).toBeGreaterThan(4);
  for (const name of wanted) expect(copied).toContain(`scripts/${name}.ts`);
});
