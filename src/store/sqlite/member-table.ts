import type { Database } from 'better-sqlite3';
import type { UserId } from '#domain/ids.ts';
import {
  type CustomOption,
  DEFAULT_SETTINGS,
  type MemberSettings,
} from '#domain/member-settings.ts';
import type { OptionOutcome } from '#ports/member-store.ts';
import { customOptions, memberSettings } from './schema-members.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';

type Row = typeof memberSettings.$inferSelect;
type OptionRow = typeof customOptions.$inferSelect;

/** People's settings over one connection; writes happen inside the caller's transaction. */
export type MemberTable = {
  settings(userId: UserId): MemberSettings;
  change(userId: UserId, changes: Partial<MemberSettings>): MemberSettings;
  options(userId: UserId): readonly CustomOption[];
  saveOption(userId: UserId, option: CustomOption, max: number): OptionOutcome;
};

export function createMemberTable(database: Database): MemberTable {
  const find = database.prepare<[UserId], Row>(
    `SELECT ${fieldsOf(memberSettings)} FROM member_settings WHERE user_id = ?`,
  );
  const replace = database.prepare<[Row]>(
    `INSERT OR REPLACE INTO member_settings ${wholeRow(memberSettings)}`,
  );
  const options = database.prepare<[UserId], CustomOption>(
    'SELECT name, value FROM custom_options WHERE user_id = ? ORDER BY name',
  );
  const saveOption = database.prepare<[OptionRow]>(
    `INSERT OR REPLACE INTO custom_options ${wholeRow(customOptions)}`,
  );
  const removeOption = database.prepare<[UserId, string]>(
    'DELETE FROM custom_options WHERE user_id = ? AND name = ?',
  );

  const settings = (userId: UserId): MemberSettings => {
    const row = find.get(userId);
    return row === undefined ? DEFAULT_SETTINGS : fromRow(row);
  };

  return {
    settings,
    change: (userId, changes) => {
      const changed = { ...settings(userId), ...changes };
      replace.run(toRow(userId, changed));
      return changed;
    },
    options: (userId) => options.all(userId),
    saveOption: (userId, { name, value }, max) => {
      if (value === '') {
        removeOption.run(userId, name);
        return 'removed';
      }
      const known = options.all(userId);
      if (known.length >= max && !known.some((option) => option.name === name)) return 'too-many';
      saveOption.run({ userId, name, value });
      return 'saved';
    },
  };
}

function toRow(userId: UserId, settings: MemberSettings): Row {
  const { raw, personalised, remix, autoDm, ...same } = settings;
  return {
    userId,
    ...same,
    raw: raw ? 1 : 0,
    personalised: personalised ? 1 : 0,
    remix: remix ? 1 : 0,
    autoDm: autoDm ? 1 : 0,
  };
}

function fromRow({ userId: _, raw, personalised, remix, autoDm, ...same }: Row): MemberSettings {
  return {
    ...same,
    raw: raw === 1,
    personalised: personalised === 1,
    remix: remix === 1,
    autoDm: autoDm === 1,
  };
}
