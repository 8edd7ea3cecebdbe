/** Personal settings; writes run in the caller's transaction. */
import type { UserId } from '#domain/ids.ts';
import {
  type CustomOption,
  DEFAULT_SETTINGS,
  type MemberSettings,
} from '#domain/member-settings.ts';
import type { OptionOutcome } from '#ports/member-store.ts';
import { customOptions, memberSettings } from './schema/members.ts';
import { fieldsOf, replacement, wholeRow } from './sql-text.ts';
import { lock, statement, type Work } from './statement.ts';

type Row = typeof memberSettings.$inferSelect;
type OptionRow = typeof customOptions.$inferSelect;

const find = statement<{ readonly userId: UserId }, Row>(
  `SELECT ${fieldsOf(memberSettings)} FROM member_settings WHERE user_id = @userId`,
);
const save = statement<Row>(
  `INSERT INTO member_settings ${wholeRow(memberSettings)}
   ON CONFLICT (user_id) DO UPDATE SET ${replacement(memberSettings)}`,
);
const options = statement<{ readonly userId: UserId }, CustomOption>(
  'SELECT name, value FROM custom_options WHERE user_id = @userId ORDER BY name',
);
const saveOption = statement<OptionRow>(
  `INSERT INTO custom_options ${wholeRow(customOptions)}
   ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value`,
);
const removeOption = statement<{ readonly userId: UserId; readonly name: string }>(
  'DELETE FROM custom_options WHERE user_id = @userId AND name = @name',
);

/** The person's settings, or the defaults. */
export function* readMemberSettings(userId: UserId): Work<MemberSettings> {
  const row = yield* find.first({ userId });
  return row === null ? DEFAULT_SETTINGS : fromRow(row);
}

/** Applies changes to the person's settings and returns all of them. */
export function* changeMemberSettings(
  userId: UserId,
  changes: Partial<MemberSettings>,
): Work<MemberSettings> {
  yield* lock(`member:${userId}`);
  const changed = { ...(yield* readMemberSettings(userId)), ...changes };
  yield* save.run(toRow(userId, changed));
  return changed;
}

/** The person's custom options, by name. */
export function* readCustomOptions(userId: UserId): Work<readonly CustomOption[]> {
  return yield* options.all({ userId });
}

/** Saves or replaces the option; an empty value removes it. There are at most `max`. */
export function* saveCustomOption(
  userId: UserId,
  { name, value }: CustomOption,
  max: number,
): Work<OptionOutcome> {
  if (value === '') {
    const removed = yield* removeOption.count({ userId, name });
    return removed === 0 ? 'unknown' : 'removed';
  }
  yield* lock(`member:${userId}`);
  const known = yield* options.all({ userId });
  if (known.length >= max && !known.some((option) => option.name === name)) return 'too-many';
  yield* saveOption.run({ userId, name, value });
  return 'saved';
}

function toRow(userId: UserId, settings: MemberSettings): Row {
  const { raw, personalised, remix, autoDm, translation, ...same } = settings;
  return {
    userId,
    ...same,
    raw: raw ? 1 : 0,
    personalised: personalised ? 1 : 0,
    remix: remix ? 1 : 0,
    autoDm: autoDm ? 1 : 0,
    translation: translation === 'auto' ? null : translation,
  };
}

function fromRow({
  userId: _,
  raw,
  personalised,
  remix,
  autoDm,
  translation,
  ...same
}: Row): MemberSettings {
  return {
    ...same,
    raw: raw === 1,
    personalised: personalised === 1,
    remix: remix === 1,
    autoDm: autoDm === 1,
    translation: translation ?? 'auto',
  };
}
