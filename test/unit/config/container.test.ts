/**
 * How: the container's files are read as text and held to each other, to the settings that there are, and to the tree.
 * Whether an image can be built of them is for whoever has Docker.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConfig } from '#config/config.ts';
import { ALLOCATOR, START_OPTIONS } from '#system/process-settings.ts';
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
  const theirs = [...Object.keys(ALLOCATOR), 'NODE_COMPILE_CACHE'];
  for (const name of [...image.keys(), ...composed.keys()]) {
    expect([...settings, ...theirs]).toContain(name);
  }
});

it('begins with the options that the bot gives itself elsewhere', () => {
  for (const [name, value] of Object.entries(ALLOCATOR)) expect(image.get(name)).toBe(value);
  const options = START_OPTIONS.map((option) => `"${option}"`).join(', ');
  expect(dockerfile).toContain(`CMD ["node", ${options}, "src/main.js"]`);
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

it('runs two bots on one database and one bucket, with settings that a bot takes', () => {
  const several = read('compose.several.yaml');
  const [bots = '', services = ''] = several.split('\nservices:\n');
  const given = {
    POSTGRES_PASSWORD: 'secret',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
  };
  const filled = Object.entries(given).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}:?set it in .env}`, value),
    several,
  );
  const environment = Object.fromEntries(
    [...(filled.split('\nservices:\n')[0] ?? '').matchAll(/^ {4}([A-Z_]+): "?([^"\n]+)"?$/gm)].map(
      ([, name = '', value = '']) => [name, value] as const,
    ),
  );
  for (const name of Object.keys(environment)) expect([...settings]).toContain(name);
  for (const name of ['DATA_DIR', 'HTTP_HOST', 'HTTP_PORT']) {
    expect(environment[name]).toBe(image.get(name));
  }
  const outcome = readConfig({ ...environment, ...given }, []);
  expect(outcome).toMatchObject({
    config: {
      postgresUrl: 'postgres://fourfold:secret@database/fourfold',
      archiveBucket: { endpoint: 'http://bucket:9000', bucket: 'pictures' },
    },
  });
  expect(found(services, /^ {2}([a-z-]+):\n {4}<<: \*bot$/gm)).toEqual(['one', 'two']);
  // What the addresses name, and what is waited for, are services; each volume is declared.
  const named = found(several, /^ {2}([a-z-]+):$/gm);
  for (const name of [
    ...found(bots, /@([a-z-]+)\/fourfold/g),
    ...found(bots, /endpoint=http:\/\/([a-z-]+):/g),
    ...found(several, /^ {4,6}([a-z-]+):\n {6,8}condition:/gm),
    ...found(several, /^ {6}- ([a-z-]+):\//gm),
  ]) {
    expect(named, name).toContain(name);
  }
  const ports = found(several, /^ {6}- "127\.0\.0\.1:(\d+):8080"$/gm);
  expect(new Set(ports).size).toBe(2);
  const [seconds] = found(several, /^ {2}stop_grace_period: (\d+)s$/gm);
  expect(Number(seconds) * 1000).toBeGreaterThan(TOGETHER_MS);
  for (const name of Object.keys(given)) expect(bots + services).toContain(name);
});

it.each([
  ['docs/credits.md', /npm run (.*)export -- --from/g],
  ['docs/operating.md', /npm run (.*)doctor -- --json/g],
])('%s has what programs read without the lines that npm prints before', (file, command) => {
  expect(found(read(file), command)).toEqual(['--silent ']);
});

it('copies what there is, and each script that docs run on the data', () => {
  const copied = found(dockerfile, /^COPY (?!--from)(.+) \S+$/gm).flatMap((line) =>
    line.split(' '),
  );
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
