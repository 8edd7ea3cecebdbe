import { join } from 'node:path';
import type { z } from 'zod';
import { CONFIG_SCHEMA } from './config-schema.ts';
import { databasePlace } from './database-file.ts';
import { type Environment, givenValues } from './environment.ts';

/** Settings of automatic backups. */
export type BackupSettings = {
  /** Null: no automatic backups. */
  readonly everyMs: number | null;
  /** The number of backups to keep; null: all. */
  readonly keep: number | null;
  readonly folder: string;
};

const OWN = CONFIG_SCHEMA.pick({
  DATA_DIR: true,
  DATABASE_URL: true,
  ARCHIVE_URL: true,
  BACKUP_EVERY: true,
  BACKUP_KEEP: true,
  BACKUP_DIR: true,
});
type Values = Pick<
  z.infer<typeof CONFIG_SCHEMA>,
  'DATA_DIR' | 'BACKUP_EVERY' | 'BACKUP_KEEP' | 'BACKUP_DIR'
>;

/** Reads the variables. */
export function backupSettings(values: Values): BackupSettings {
  return {
    everyMs: values.BACKUP_EVERY ?? null,
    keep: values.BACKUP_KEEP ?? null,
    folder: values.BACKUP_DIR ?? join(values.DATA_DIR, 'backups'),
  };
}

/** The folders for data and backups, for tools beside the bot; throws if a variable is invalid. */
export function dataPlaces(environment: Environment) {
  const parsed = OWN.safeParse(givenValues(environment));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new Error(`The environment is invalid: ${problems.join('; ')}.`);
  }
  return {
    ...databasePlace(parsed.data),
    archive: join(parsed.data.DATA_DIR, 'archive'),
    isBucket: parsed.data.ARCHIVE_URL !== undefined,
    backup: backupSettings(parsed.data),
  };
}
