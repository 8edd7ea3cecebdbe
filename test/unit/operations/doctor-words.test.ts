/** How: the doctor looks at a server of a bot that is not ready, and at a small archive, and says each on one line. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '#config/config.ts';
import { checkArchive } from '#operations/doctor/check-data.ts';
import { checkAddresses } from '#operations/doctor/check-outside.ts';

function configOf(environment: Readonly<Record<string, string>>) {
  const outcome = readConfig(environment, [], []);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return outcome.config;
}

it('a bot that is not ready is one line with each of its parts', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(503).end('database: not ready\nworker: ok\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const [bot] = await checkAddresses(configOf({ HTTP_PORT: String(port) }));
  expect(bot?.found).toBe('runs and is not ready: database: not ready, worker: ok');
});

it('an archive of some kilobytes is not said to be empty', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fourfold-doctor-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const name = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const folder = join(dataDir, 'archive', 'e3', 'b0');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.webp`), Buffer.alloc(300_000));
  const { found } = await checkArchive(configOf({ DATA_DIR: dataDir }), () => 0);
  expect(found).toContain('1 files, 0.3 MiB;');
});
