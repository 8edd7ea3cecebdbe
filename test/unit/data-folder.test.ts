import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeDataFolder } from '#system/private-files.ts';

it('a DATA_DIR that is a file is called one, since no permission would help', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'data');
  writeFileSync(file, '');
  await expect(makeDataFolder(file)).rejects.toThrow(
    `${file} is a file: point DATA_DIR to a folder.`,
  );
  await expect(makeDataFolder(join(folder, 'new', 'one'))).resolves.toBeUndefined();
});
