/**
 * Deletes files that no job needs: left by a crash, or stored for a refused request. It never deletes many at once: so
 * many unneeded files mean that the database does not belong to this archive.
 */
import type { ArchiveUpkeep } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { RetentionStore } from '#ports/retention-store.ts';

/** Newer files may be needed soon. */
const NEW_MS = 24 * 3_600_000;
const BATCH = 50;
/** More than both of these cannot be leftovers. */
const LEFTOVERS_MAX = 200;
const LEFTOVERS_SHARE_MAX = 0.1;

/** Checks every file; resolves to the number of deleted files. */
export async function sweepArchive(parts: {
  readonly store: Pick<RetentionStore, 'unusedFiles'>;
  readonly archive: Pick<ArchiveUpkeep, 'files' | 'remove'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { store, archive, log } = parts;
  const nowMs = parts.clock.nowMs();
  const unused: string[] = [];
  let batch: string[] = [];
  let seen = 0;
  const ask = async () => {
    unused.push(...(await store.unusedFiles(batch)));
    batch = [];
  };
  for await (const { key, atMs } of archive.files()) {
    if (parts.signal.aborted) return 0;
    seen += 1;
    if (atMs > nowMs - NEW_MS) continue;
    batch.push(key);
    if (batch.length === BATCH) await ask();
  }
  await ask();
  if (unused.length > LEFTOVERS_MAX && unused.length > seen * LEFTOVERS_SHARE_MAX) {
    log.error({ unused: unused.length, files: seen }, 'archive does not fit its database');
    return 0;
  }
  for (const key of unused) await archive.remove(key);
  if (unused.length > 0) log.info({ files: unused.length }, 'unneeded files removed');
  return unused.length;
}
