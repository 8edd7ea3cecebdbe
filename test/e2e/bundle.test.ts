/**
 * How: the bundle of the container is written and started in the playground, away from the sources and their packages;
 * what is loaded late or from files beside the program is used: painters and charts in threads of the picture process,
 * pages, migrations, scripts.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { buttonRowsOf, isFinal, startLiveBot } from '#test/fixtures/live-bot.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
/** Painting, and the start of two processes, on a machine that does much else. */
const PATIENT = { timeoutMs: 240_000, what: 'a final message' };

it('the bundle paints, posts, draws charts and serves as the sources do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fourfold-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const data = await mkdtemp(join(tmpdir(), 'fourfold-bundle-data-'));
  onTestFinished(() => rm(data, { recursive: true }));
  await run(process.execPath, [join(ROOT, 'scripts/bundle.ts'), folder]);
  const live = await startLiveBot({
    main: join(folder, 'src/main.js'),
    environment: { DATA_DIR: data, STUDIO_SECONDS: '0' },
  });
  onTestFinished(() => live.close());
  const channel = live.playground.channelId('lantern-room');
  const owner = live.playground.person('owner');
  await owner.command(channel, 'imagine', { prompt: 'a lighthouse in fog --ar 14:1' });
  const grid = await live.playground.messages.until(isFinal, PATIENT);
  expect(buttonRowsOf(grid)[0]).toEqual(['U1', 'U2', 'U3', 'U4', '🔄']);
  const act = await owner.command(channel, 'usage', { days: 7 });
  const usage = await act.reply(PATIENT);
  expect(usage.embeds[0]?.image?.url).toMatch(/\.png/);
  const editor = await fetch(`${live.bot().webUrl()}/region/files/preact.js`);
  expect(editor.status).toBe(200);
  expect(live.bot().output()).not.toMatch(/"level":"?(?:error|50)/);
  const audit = await run(process.execPath, [
    join(folder, 'scripts/audit-ledger.js'),
    join(data, 'fourfold.db'),
  ]);
  expect(audit.stdout).toBe('The books balance.\n');
}, 480_000);
