/**
 * Chooses the next queued jobs for a vendor: from the server with the fewest jobs in progress, there from the member
 * with the fewest, and of theirs the oldest. Members at the operator's or server's limit wait. Uses indexes over
 * waiting jobs and jobs in progress. A long queue is read by age, only until it has named as many servers without a job
 * in progress as jobs are wanted. If there are fewer, the servers are few, and all of them are compared.
 */
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Speed } from '#domain/speed.ts';
import { statement, type Work } from './statement.ts';

/** The jobs that wait for one vendor at one speed. */
type Line = {
  readonly vendor: string;
  readonly speed: Speed;
  readonly nowMs: number;
  /** Members with this many jobs in progress wait, without blocking others. */
  readonly perMember: number;
};

type Member = { readonly userId: UserId; oldest: JobId; inProgress: number };

type Guild = {
  readonly guildId: GuildId;
  oldest: JobId;
  inProgress: number;
  /** The server's limit, if lower than the operator's. */
  readonly perMember: number;
  /** Null until the server's first turn. */
  members: Member[] | null;
};

/** Rows read at once from a long queue. */
const PAGE = 64;

const WAITING = `jobs INDEXED BY jobs_waiting
  WHERE waits_for_slot = 1 AND vendor = @vendor AND speed = @speed AND due_at_ms <= @nowMs`;

// A server's jobs in progress are counted over all vendors.
const guilds = statement<Line & { readonly most: number }, Omit<Guild, 'members'>>(
  `WITH busy AS MATERIALIZED (
     SELECT guild_id, user_id, count(*) AS jobs FROM jobs WHERE holds_slot = 1
     GROUP BY guild_id, user_id
   ), held AS MATERIALIZED (
     SELECT guild_id, sum(jobs) AS jobs FROM busy GROUP BY guild_id
   ), waiting AS MATERIALIZED (
     SELECT guild_id, user_id, min(id) AS oldest FROM ${WAITING} GROUP BY guild_id, user_id
   ), own AS MATERIALIZED (
     SELECT guild_id, coalesce((SELECT CAST(settings -> 'limits' ->> 'runningMax' AS bigint)
       FROM guild_settings WHERE guild_settings.guild_id = waiting.guild_id),
       CAST(@perMember AS bigint)) AS own_max
     FROM waiting GROUP BY guild_id
   ), line AS MATERIALIZED (
     SELECT guild_id, min(CASE WHEN own_max < CAST(@perMember AS bigint) THEN own_max
       ELSE CAST(@perMember AS bigint) END) AS most, min(oldest) AS oldest
     FROM waiting JOIN own USING (guild_id) LEFT JOIN busy USING (guild_id, user_id)
     WHERE coalesce(busy.jobs, 0) < CASE WHEN own_max < CAST(@perMember AS bigint) THEN own_max
       ELSE CAST(@perMember AS bigint) END
     GROUP BY guild_id
   )
   SELECT guild_id AS "guildId", oldest, line.most AS "perMember", coalesce(held.jobs, 0) AS "inProgress"
   FROM line LEFT JOIN held USING (guild_id) ORDER BY coalesce(held.jobs, 0), oldest LIMIT @most`,
);
const members = statement<Line & { readonly guildId: GuildId }, Member>(
  `WITH held AS MATERIALIZED (
     SELECT user_id, count(*) AS jobs FROM jobs
     WHERE holds_slot = 1 AND guild_id = @guildId GROUP BY user_id
   ), line AS MATERIALIZED (
     SELECT user_id, min(id) AS oldest FROM ${WAITING} AND guild_id = @guildId GROUP BY user_id
   )
   SELECT user_id AS "userId", oldest, coalesce(held.jobs, 0) AS "inProgress"
   FROM line LEFT JOIN held USING (user_id) WHERE coalesce(held.jobs, 0) < @perMember`,
);
const next = statement<
  Omit<Line, 'perMember'> & {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly after: JobId;
  },
  { readonly id: JobId }
>(
  `SELECT id FROM ${WAITING} AND guild_id = @guildId AND user_id = @userId AND id > @after
   ORDER BY id LIMIT 1`,
);

const ofIdle = statement<
  Omit<Line, 'perMember'> & { readonly after: string; readonly most: number },
  { readonly id: JobId; readonly guildId: GuildId }
>(
  `SELECT id, guild_id AS "guildId" FROM jobs INDEXED BY jobs_waiting_by_age
   WHERE waits_for_slot = 1 AND vendor = @vendor AND speed = @speed AND id > @after AND due_at_ms <= @nowMs
     AND guild_id NOT IN (SELECT guild_id FROM jobs INDEXED BY jobs_in_hand WHERE holds_slot = 1)
   ORDER BY id LIMIT @most`,
);

/** The oldest due job of each server that has none in progress, up to `limit` servers, in order of age. */
function* firstOfIdle({ vendor, speed, nowMs }: Line, limit: number): Work<readonly JobId[]> {
  const oldest = new Map<GuildId, JobId>();
  const most = limit === 1 ? 1 : Math.max(2 * limit, PAGE);
  for (let after = ''; ; ) {
    const rows = yield* ofIdle.all({ vendor, speed, nowMs, after, most });
    for (const { id, guildId } of rows) {
      after = id;
      if (!oldest.has(guildId)) oldest.set(guildId, id);
      if (oldest.size === limit) return [...oldest.values()];
    }
    if (rows.length < most) return [...oldest.values()];
  }
}

/** Takes the next member's oldest job, and counts it as in progress. */
function* take(line: Line, guild: Guild): Work<JobId | null> {
  const { guildId, perMember } = guild;
  guild.members ??= [...(yield* members.all({ ...line, perMember, guildId }))];
  const member = first(guild.members);
  if (member === null) return null;
  const taken = member.oldest;
  const { vendor, speed, nowMs } = line;
  const place = { vendor, speed, nowMs, guildId, userId: member.userId };
  const following = yield* next.first({ ...place, after: taken });
  member.inProgress += 1;
  guild.inProgress += 1;
  if (following === null || member.inProgress >= perMember)
    guild.members.splice(guild.members.indexOf(member), 1);
  else member.oldest = following.id;
  guild.oldest = oldestOf(guild.members) ?? guild.oldest;
  return taken;
}

/** Chooses up to `limit` due jobs, in order. `isLong`: too many wait to compare them all. */
export function* nextInLine(line: Line, limit: number, isLong: boolean): Work<readonly JobId[]> {
  const idle = isLong ? yield* firstOfIdle(line, limit) : [];
  if (idle.length === limit) return idle;
  const rows = yield* guilds.all({ ...line, most: limit });
  const turns: Guild[] = rows.map((row) => ({ ...row, members: null }));
  const chosen: JobId[] = [];
  while (chosen.length < limit) {
    const guild = first(turns);
    if (guild === null) break;
    const taken = yield* take(line, guild);
    if (taken !== null) chosen.push(taken);
    if (guild.members?.length === 0) turns.splice(turns.indexOf(guild), 1);
  }
  return chosen;
}

type Turn = { readonly inProgress: number; readonly oldest: JobId };

/** The next in turn: fewest in progress, then oldest job (ids sort by time). */
function first<Candidate extends Turn>(candidates: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  for (const one of candidates) {
    if (best === null || isBefore(one, best)) best = one;
  }
  return best;
}

function isBefore(one: Turn, other: Turn): boolean {
  return one.inProgress === other.inProgress
    ? one.oldest < other.oldest
    : one.inProgress < other.inProgress;
}

function oldestOf(members: readonly Member[]): JobId | null {
  return members.reduce<JobId | null>(
    (oldest, member) => (oldest === null || member.oldest < oldest ? member.oldest : oldest),
    null,
  );
}
