/**
 * Queries that find errors in the books. They trust no trigger, read everything, and use only SQL that both databases
 * support.
 */

/** Each query returns one line of text per error. */
export const AUDIT_QUESTIONS: readonly string[] = [
  `WITH sums AS (SELECT guild_id, sum(available_delta) AS available, sum(reserved_delta) AS reserved,
     sum(spent_delta) AS spent FROM entries GROUP BY guild_id)
   SELECT 'account ' || accounts.guild_id || ' is not the sum of its entries'
   FROM accounts LEFT JOIN sums USING (guild_id)
   WHERE (accounts.available, accounts.reserved, accounts.spent) IS DISTINCT FROM
     (coalesce(sums.available, 0), coalesce(sums.reserved, 0), coalesce(sums.spent, 0))`,
  `SELECT 'account ' || guild_id || ' reserves ' || reserved || ', its unfinished jobs ' || held FROM (
     SELECT guild_id, reserved, coalesce((SELECT sum(price_credits) FROM jobs
       WHERE jobs.guild_id = accounts.guild_id
         AND state IN ('queued', 'submitting', 'running', 'delivering')), 0) AS held FROM accounts) AS sums
   WHERE reserved <> held`,
  `SELECT 'account ' || guild_id || ' is negative' FROM accounts
   WHERE available < 0 OR reserved < 0 OR spent < 0`,
  `WITH sums AS (SELECT guild_id, sum(available) AS available, sum(reserved) AS reserved,
     sum(spent) AS spent FROM grants GROUP BY guild_id)
   SELECT 'account ' || accounts.guild_id || ' is not the sum of its grants'
   FROM accounts LEFT JOIN sums USING (guild_id)
   WHERE (accounts.available, accounts.reserved, accounts.spent) IS DISTINCT FROM
     (coalesce(sums.available, 0), coalesce(sums.reserved, 0), coalesce(sums.spent, 0))`,
  `WITH sums AS (SELECT grant_number AS number, sum(available_delta) AS available,
     sum(reserved_delta) AS reserved, sum(spent_delta) AS spent FROM draws GROUP BY grant_number)
   SELECT 'grant ' || grants.number || ' is not the sum of its draws'
   FROM grants LEFT JOIN sums USING (number)
   WHERE (grants.available, grants.reserved, grants.spent) IS DISTINCT FROM
     (coalesce(sums.available, 0), coalesce(sums.reserved, 0), coalesce(sums.spent, 0))`,
  `SELECT 'grant ' || number || ' is overdrawn' FROM grants
   WHERE available < 0 OR reserved < 0 OR spent < 0 OR available + reserved + spent > amount`,
  `SELECT 'grant ' || number || ' is of a sale that was paid back, and holds ' || available
   FROM grants JOIN paid_back_sales USING (sale) WHERE available > 0`,
  `WITH sums AS (SELECT entry_key AS key, sum(draws.available_delta) AS available,
     sum(draws.reserved_delta) AS reserved, sum(draws.spent_delta) AS spent,
     min(guild_id) AS first_guild, max(guild_id) AS last_guild
     FROM draws JOIN grants ON grants.number = grant_number GROUP BY entry_key)
   SELECT 'entry ' || entries.key || ' is not the sum of its draws'
   FROM entries LEFT JOIN sums USING (key)
   WHERE (available_delta, reserved_delta, spent_delta, guild_id, guild_id) IS DISTINCT FROM
     (available, reserved, spent, first_guild, last_guild)`,
  `SELECT 'job ' || id || ' is ' || state || ' and booked ' || booked FROM (
     SELECT id, state, price_credits, coalesce((SELECT string_agg(kind, '+') FROM (
       SELECT kind FROM entries
       WHERE key IN ('reserve:' || jobs.id, 'settle:' || jobs.id, 'refund:' || jobs.id)
       ORDER BY number) AS kinds), 'nothing') AS booked FROM jobs) AS bookings
   WHERE booked <> CASE WHEN price_credits = 0 THEN 'nothing' WHEN state = 'done' THEN 'reserve+settle'
     WHEN state IN ('failed', 'cancelled') THEN 'reserve+refund' ELSE 'reserve' END`,
  `SELECT 'entry ' || key || ' belongs to no job' FROM entries
   WHERE job_id IS NOT NULL AND job_id NOT IN (SELECT id FROM jobs)`,
  `SELECT 'job ' || jobs.id || ' is charged ' || coalesce(CAST(credits AS TEXT), 'nothing') || ', its bookings say ' || due
   FROM (SELECT id, CASE state WHEN 'done' THEN coalesce((SELECT spent_delta FROM entries
       WHERE key = 'settle:' || jobs.id), 0) WHEN 'failed' THEN 0 WHEN 'cancelled' THEN 0
       ELSE price_credits END AS due FROM jobs WHERE price_credits > 0) AS jobs
   LEFT JOIN charges ON charges.job_id = jobs.id WHERE credits IS DISTINCT FROM due`,
  `WITH sums AS (SELECT guild_id, user_id, day, channel_id, action, sum(CASE WHEN credits > 0 THEN 1 ELSE 0 END) AS jobs,
     sum(credits) AS credits FROM charges GROUP BY guild_id, user_id, day, channel_id, action)
   SELECT 'the use of ' || guild_id || ' on ' || day || ' is not the sum of its charges'
   FROM usage FULL JOIN sums USING (guild_id, user_id, day, channel_id, action)
   WHERE (usage.jobs, usage.credits) IS DISTINCT FROM (sums.jobs, sums.credits)
     AND coalesce(usage.credits, 0) + coalesce(sums.credits, 0) > 0`,
  `WITH sums AS (SELECT vendor, vendor_day AS day, vendor_unit AS unit, sum(vendor_cost_micros) AS cost
     FROM charges WHERE vendor_unit <> '' GROUP BY vendor, vendor_day, vendor_unit)
   SELECT vendor || ' on ' || day || ' is not the sum of its charges'
   FROM vendor_days LEFT JOIN sums USING (vendor, day, unit) WHERE cost_micros <> coalesce(cost, 0)`,
  `SELECT 'job ' || id || ' is ' || state || ', and its vendor has given no ticket' FROM jobs
   WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM steps
     WHERE job_id = id AND steps.step_index = jobs.step_index AND ticket <> 'null')`,
];
