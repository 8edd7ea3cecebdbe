import { index, integer, sqliteTable, text } from './table-language.ts';

/** Links that people are given for a while, by what their tokens hash to. */
export const regionLinks = sqliteTable(
  'region_links',
  {
    key: text('key').primaryKey(),
    /** Whose link to what it is; a person has one for a picture. */
    owner: text('owner').notNull(),
    /** JSON, read by the application; empty once the link was used. */
    value: text('value').notNull(),
    expiresAtMs: integer('expires_at_ms').notNull(),
  },
  (link) => [
    index('region_links_by_owner').on(link.owner),
    index('region_links_by_end').on(link.expiresAtMs),
  ],
);
