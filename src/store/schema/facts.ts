import { sqliteTable, text } from './table-language.ts';

/** Small facts that outlive a restart. */
export const facts = sqliteTable('facts', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
