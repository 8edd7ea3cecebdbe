import { join } from 'node:path';
import type { AppContext } from '#application/app-context.ts';
import type { Config } from '#config/config.ts';
import { startBackups } from '#operations/backup-schedule.ts';
import type { Closing } from '#system/shutdown.ts';

/** Automatic backups, if configured. PostgreSQL is backed up by its own tools. */
export function scheduleBackups(parts: {
  readonly config: Config;
  readonly context: Pick<AppContext, 'presence' | 'clock' | 'log'>;
  readonly closings: Closing[];
}): void {
  const { config, context, closings } = parts;
  const { everyMs, folder, keep } = config.backup;
  if (everyMs === null) return;
  const { presence, clock, log } = context;
  const databaseFile = config.postgresUrl === null ? config.databaseFile : null;
  const order = { folder, databaseFile, archive: join(config.dataDir, 'archive'), keep };
  const backups = startBackups({ order, everyMs, presence, clock, log });
  closings.push({ name: 'backups', close: backups.close });
}
