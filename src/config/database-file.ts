import { CONFIG_SCHEMA, FILE_SCHEME, POSTGRES_SCHEME } from './config-schema.ts';

const PLACE = CONFIG_SCHEMA.pick({ DATABASE_URL: true, DATA_DIR: true });

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

/** The location of the data for tools beside the bot; throws if a variable is invalid. */
export function databaseOf(environment: {
  readonly [variable: string]: string | undefined;
}): ReturnType<typeof databasePlace> {
  const given = Object.entries(environment).filter(([, value]) => value?.trim());
  return databasePlace(PLACE.parse(Object.fromEntries(given)));
}
