/** A disk that goes wrong as it is told, below one folder, for processes that are started with its environment. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `slow`: each sync takes so many ms more, by chance between the two. */
export type DiskState = 'well' | 'read-only' | `slow ${number} ${number}`;

/** The disk, and what a process must be told to be on it. */
export type FaultyDisk = {
  readonly environment: Readonly<Record<string, string>>;
  readonly is: (state: DiskState) => void;
  readonly remove: () => void;
};

/** As long as `disk-fault.c` looks at. */
const SAID_BYTES = 64;

/** Builds it; null where this machine has no C compiler. */
export function faultyDisk(folder: string): FaultyDisk | null {
  const own = mkdtempSync(join(tmpdir(), 'fourfold-fault-'));
  const library = join(own, 'disk-fault.so');
  const source = join(import.meta.dirname, 'disk-fault.c');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source], { stdio: 'ignore' });
  } catch {
    rmSync(own, { recursive: true });
    return null;
  }
  const file = join(own, 'said');
  writeFileSync(file, 'well'.padEnd(SAID_BYTES));
  const said = openSync(file, 'r+');
  return {
    environment: { LD_PRELOAD: library, DISK_FAULT_FOLDER: folder, DISK_FAULT_FILE: file },
    is: (state) => void writeSync(said, state.padEnd(SAID_BYTES), 0),
    remove: () => {
      closeSync(said);
      rmSync(own, { recursive: true });
    },
  };
}
