import { sqliteTable, text } from './table-language.ts';

/** Small values by key. */
export const facts = sqliteTable('facts', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
