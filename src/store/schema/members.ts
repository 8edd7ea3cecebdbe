import type { UserId } from '#domain/ids.ts';
import type { Variation, Visibility } from '#domain/member-settings.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { Speed } from '#domain/speed.ts';
import { check, integer, primaryKey, sql, sqliteTable, text } from './table-language.ts';

/** Personal settings; people with defaults have no row. */
export const memberSettings = sqliteTable(
  'member_settings',
  {
    userId: text('user_id').$type<UserId>().primaryKey(),
    version: text('version').$type<Version>(),
    raw: integer('raw').notNull(),
    stylize: integer('stylize'),
    personalised: integer('personalised').notNull(),
    visibility: text('visibility').$type<Visibility>().notNull(),
    remix: integer('remix').notNull(),
    variation: text('variation').$type<Variation>().notNull(),
    speed: text('speed').$type<Speed>(),
    suffix: text('suffix').notNull(),
    autoDm: integer('auto_dm').notNull(),
    /** Null: automatic. */
    translation: text('translation').$type<'on' | 'off'>(),
  },
  () => [
    check(
      'member_settings_make_sense',
      sql`raw IN (0, 1) AND personalised IN (0, 1) AND remix IN (0, 1) AND auto_dm IN (0, 1)
          AND visibility IN ('public', 'stealth') AND variation IN ('strong', 'subtle')`,
    ),
  ],
);

/** People's custom options. */
export const customOptions = sqliteTable(
  'custom_options',
  {
    userId: text('user_id').$type<UserId>().notNull(),
    name: text('name').notNull(),
    value: text('value').notNull(),
  },
  (option) => [primaryKey({ columns: [option.userId, option.name] })],
);
