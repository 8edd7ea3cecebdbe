import { CONFIG_SCHEMA, FILE_SCHEME } from './config-schema.ts';

const PLACE = CONFIG_SCHEMA.pick({ DATABASE_URL: true, DATA_DIR: true });

/** Where the data is, as the environment says; throws where it says nothing that makes sense. */
export function databaseFile(environment: {
  readonly [variable: string]: string | undefined;
}): string {
  const given = Object.entries(environment).filter(([, value]) => value?.trim());
  const { DATABASE_URL, DATA_DIR } = PLACE.parse(Object.fromEntries(given));
  return DATABASE_URL?.replace(FILE_SCHEME, '') ?? `${DATA_DIR}/fourfold.db`;
}
