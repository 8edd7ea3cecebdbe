/**
 * Keeps the data private on the machine. Prompts, pictures and the ledger are personal, so files are only readable by
 * this process's user, whatever umask it was started with, and older ones are restricted.
 */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#ports/log.ts';

const OTHERS = 0o077;
const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;
/** SQLite's own files beside the database, and the lock. */
const BESIDE = ['', '-wal', '-shm', '-journal', '.lock'];

/** Makes every new file and folder of the process readable only by its user. */
export function makeFilesPrivate(): void {
  process.umask(OTHERS);
}

/** Creates the data folder if needed; throws an error that names the variable to change. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') {
      throw new Error(`${folder} is a file: point DATA_DIR to a folder.`, { cause });
    }
    throw new Error(
      `the data folder ${folder} cannot be made (${codeOf(cause)}). Give the user this process runs as write ` +
        'access to the folder above it, or point DATA_DIR elsewhere.',
      { cause },
    );
  }
}

/** Restricts files that an earlier version left readable. The data folder itself may be shared, and is unchanged. */
export async function narrowAccess(parts: {
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly log: Pick<Log, 'warn'>;
}): Promise<void> {
  const wanted = [
    ...BESIDE.map((ending) => ({ path: `${parts.databaseFile}${ending}`, mode: OWN_FILE })),
    { path: join(parts.dataDir, 'archive'), mode: OWN_FOLDER },
  ];
  for (const { path, mode } of wanted) {
    try {
      await chmod(path, mode);
    } catch (error) {
      // It does not exist yet and will be created private.
      if (codeOf(error) === 'ENOENT') continue;
      parts.log.warn({ path, code: codeOf(error) }, 'file stays readable by others');
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
