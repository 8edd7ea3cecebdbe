/** Recorded decisions, append-only; writes run in the caller's transaction. */
import type { Decision, RecordedDecision } from '#domain/decision.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { WhichDecisions } from '#ports/audit-store.ts';
import type { Act } from '#ports/member-store.ts';
import { acts } from './schema/guilds.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

type Row = typeof acts.$inferSelect;
type Limit = { readonly most: number };

const insert = statement<Row>(`INSERT INTO acts ${wholeRow(acts)} ON CONFLICT DO NOTHING`);
const find = statement<{ readonly key: string }, Row>(
  `SELECT ${fieldsOf(acts)} FROM acts WHERE key = @key`,
);
const newest = statement<Limit, Row>(
  `SELECT ${fieldsOf(acts)} FROM acts WHERE at_ms >= 0 ORDER BY at_ms DESC, key DESC LIMIT @most`,
);
const ofServer = statement<Limit & { readonly guildId: GuildId }, Row>(
  `SELECT ${fieldsOf(acts)} FROM acts WHERE guild_id = @guildId ORDER BY at_ms DESC LIMIT @most`,
);
const byPerson = statement<Limit & { readonly userId: UserId }, Row>(
  `SELECT ${fieldsOf(acts)} FROM acts WHERE author = @userId ORDER BY at_ms DESC LIMIT @most`,
);
const aboutPerson = statement<Limit & { readonly userId: UserId }, Row>(
  `SELECT ${fieldsOf(acts)} FROM acts WHERE subject = @userId ORDER BY at_ms DESC LIMIT @most`,
);
const forget = statement<{ readonly userId: UserId }>(
  "UPDATE acts SET subject = '0' WHERE subject = @userId",
);

/** Records a decision; false if the act was already recorded. */
export function* recordAct(guildId: GuildId, decision: Decision, act: Act): Work<boolean> {
  const { subject, what } = splitSubject(decision);
  return (yield* insert.count({ ...act, guildId, what: JSON.stringify(what), subject })) === 1;
}

/** Whether the act is recorded. */
export function* hasAct(key: string): Work<boolean> {
  return (yield* find.first({ key })) !== null;
}

/** The decision of an act; null if it is not recorded. */
export function* findDecision(key: string): Work<RecordedDecision | null> {
  const row = yield* find.first({ key });
  return row === null ? null : decisionOf(row);
}

/** Decisions, newest first. */
export function* readDecisions(
  which: WhichDecisions,
  most: number,
): Work<readonly RecordedDecision[]> {
  return (yield* rowsOf(which, most)).map(decisionOf);
}

function decisionOf({ what, subject, guildId, author, atMs }: Row): RecordedDecision {
  const stored: Decision = JSON.parse(what);
  const decision = subject === null ? stored : { ...stored, userId: subject };
  return { decision, guildId, author, atMs, subject };
}

function* rowsOf(which: WhichDecisions, most: number): Work<readonly Row[]> {
  switch (which.kind) {
    case 'all':
      return yield* newest.all({ most });
    case 'server':
      return yield* ofServer.all({ guildId: which.guildId, most });
    case 'person': {
      const { userId } = which;
      const made = yield* byPerson.all({ userId, most });
      const about = yield* aboutPerson.all({ userId, most });
      const others = about.filter(({ author }) => author !== userId);
      return [...made, ...others].toSorted((one, other) => other.atMs - one.atMs).slice(0, most);
    }
    default:
      return which satisfies never;
  }
}

/** Removes a person as the subject of decisions; the decisions and their authors stay. */
export function* forgetSubject(userId: UserId): Work<void> {
  yield* forget.run({ userId });
}

/** The subject is stored separately, so that it can be erased. */
function splitSubject(decision: Decision): {
  readonly subject: UserId | null;
  readonly what: object;
} {
  if (!('userId' in decision)) return { subject: null, what: decision };
  const { userId, ...what } = decision;
  return { subject: userId, what };
}
