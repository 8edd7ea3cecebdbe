import { FILE_SCHEME } from './config-schema.ts';
import { POSTGRES_SCHEME } from './postgres-address.ts';

/** The location of the data: the PostgreSQL database if configured, else the file. */
export function databasePlace({
  DATABASE_URL: url,
  DATA_DIR: folder,
}: {
  readonly DATABASE_URL?: string | undefined;
  readonly DATA_DIR: string;
}): { readonly databaseFile: string; readonly postgresUrl: string | null } {
  const isPostgres = url !== undefined && POSTGRES_SCHEME.test(url);
  return {
    databaseFile:
      (isPostgres ? undefined : url?.replace(FILE_SCHEME, '')) ?? `${folder}/fourfold.db`,
    postgresUrl: isPostgres ? url : null,
  };
}
