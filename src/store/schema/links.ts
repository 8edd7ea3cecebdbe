import { index, integer, sqliteTable, text } from './table-language.ts';

/** Temporary links, by the hash of their token. */
export const regionLinks = sqliteTable(
  'region_links',
  {
    key: text('key').primaryKey(),
    /** The person and picture; a person has one link per picture. */
    owner: text('owner').notNull(),
    /** JSON that the application reads; empty once the link was used. */
    value: text('value').notNull(),
    expiresAtMs: integer('expires_at_ms').notNull(),
  },
  (link) => [
    index('region_links_by_owner').on(link.owner),
    index('region_links_by_end').on(link.expiresAtMs),
  ],
);
