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

/** Where the environment keeps the data, for programs beside the bot; throws where a variable makes no sense. */
export function databaseOf(environment: {
  readonly [variable: string]: string | undefined;
}): ReturnType<typeof databasePlace> {
  const given = Object.entries(environment).filter(([, value]) => value?.trim());
  return databasePlace(PLACE.parse(Object.fromEntries(given)));
}
