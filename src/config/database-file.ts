import { CONFIG_SCHEMA, FILE_SCHEME, POSTGRES_SCHEME } from './config-schema.ts';

const PLACE = CONFIG_SCHEMA.pick({ DATABASE_URL: true, DATA_DIR: true });

/** Where the data is: the PostgreSQL database where one is named, else the file. */
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

/** The SQLite file that the environment names; throws where it names none, or nothing that makes sense. */
export function databaseFile(environment: {
  readonly [variable: string]: string | undefined;
}): string {
  const given = Object.entries(environment).filter(([, value]) => value?.trim());
  const place = databasePlace(PLACE.parse(Object.fromEntries(given)));
  if (place.postgresUrl !== null) {
    throw new Error('DATABASE_URL names a PostgreSQL database; this reads SQLite files: name one');
  }
  return place.databaseFile;
}
