/** The published package: packed from a copy, installed beside nothing else, used by plain Node and by TypeScript. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'playground-package-'));
const project = join(folder, 'project');
const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8' });

beforeAll(() => {
  // A copy, so that no other test meets a half-built `dist`.
  const source = join(folder, 'source');
  cpSync(join(ROOT, 'playground'), source, {
    recursive: true,
    filter: (path) => path !== join(ROOT, 'playground', 'dist'),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  run('npm', ['pack', '--silent', '--pack-destination', folder], source);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  const installed = join(project, 'node_modules', 'discord-playground');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', installed], folder);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('plain Node starts it, reaches the API with the token, and gets the page with its libraries', () => {
  writeFileSync(
    join(project, 'use.js'),
    `import { startPlayground } from 'discord-playground';
     const playground = await startPlayground();
     const authorization = 'Bot ' + playground.token;
     const me = await fetch(playground.apiUrl + '/v10/users/@me', { headers: { authorization } });
     const page = await fetch(playground.url);
     const cookie = page.headers.getSetCookie().join('; ');
     const library = await fetch(new URL('/modules/preact.js', playground.url), { headers: { cookie } });
     console.log(JSON.stringify([me.status, (await me.json()).id === playground.botId, page.status, library.status]));
     await playground.close();`,
  );
  expect(JSON.parse(run(process.execPath, ['use.js'], project))).toEqual([200, true, 200, 200]);
});

test('its types are there, and are not any', () => {
  writeFileSync(
    join(project, 'use.ts'),
    `import { type Act, createManualClock, startPlayground } from 'discord-playground';
     const playground = await startPlayground({ clock: createManualClock(0) });
     const act: Act = await playground.person('member').command('1', 'ping', { count: 1 });
     const content: string = (await act.reply()).content;
     // @ts-expect-error a reply's content is no number
     const wrong: number = (await act.reply()).content;
     export { content, wrong };`,
  );
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--module', 'nodenext', '--target', 'es2024', '--strict', '--noEmit'];
  const types = ['--types', '', '--skipLibCheck', 'false'];
  expect(run(process.execPath, [compiler, ...options, ...types, 'use.ts'], project)).toBe('');
});
