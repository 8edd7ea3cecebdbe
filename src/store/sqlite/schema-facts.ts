import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Small facts that outlive a restart. */
export const facts = sqliteTable('facts', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
