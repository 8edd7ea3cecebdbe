/**
 * Checks from first principles that the books of a data file balance. It trusts no trigger, reads
 * everything, and may run beside the program at any time; it never writes.
 */
import Database from 'better-sqlite3';
import { explainedError } from './explained-error.ts';

/** Each question selects what is wrong, one line of text per row. */
const QUESTIONS = [
  `SELECT 'account ' || guild_id || ' is not the sum of its entries' FROM accounts
   WHERE (available, reserved, spent) IS NOT (
     SELECT coalesce(sum(available_delta), 0), coalesce(sum(reserved_delta), 0), coalesce(sum(spent_delta), 0)
     FROM entries WHERE entries.guild_id = accounts.guild_id)`,
  `SELECT 'account ' || guild_id || ' reserves ' || reserved || ', its unfinished jobs ' || held FROM (
     SELECT guild_id, reserved, coalesce((SELECT sum(price_credits) FROM jobs
       WHERE jobs.guild_id = accounts.guild_id
         AND state IN ('queued', 'submitting', 'running', 'delivering')), 0) AS held FROM accounts)
   WHERE reserved <> held`,
  `SELECT 'account ' || guild_id || ' is negative' FROM accounts
   WHERE min(available, reserved, spent) < 0`,
  `SELECT 'job ' || id || ' is ' || state || ' and booked ' || booked FROM (
     SELECT id, state, price_credits, coalesce((SELECT group_concat(kind, '+') FROM (
       SELECT kind FROM entries
       WHERE key IN ('reserve:' || jobs.id, 'settle:' || jobs.id, 'refund:' || jobs.id)
       ORDER BY number)), 'nothing') AS booked FROM jobs)
   WHERE booked <> CASE WHEN price_credits = 0 THEN 'nothing' WHEN state = 'done' THEN 'reserve+settle'
     WHEN state IN ('failed', 'cancelled') THEN 'reserve+refund' ELSE 'reserve' END`,
  `SELECT 'entry ' || key || ' belongs to no job' FROM entries
   WHERE job_id IS NOT NULL AND job_id NOT IN (SELECT id FROM jobs)`,
  `SELECT 'a row of ' || "table" || ' points to nothing in ' || parent FROM pragma_foreign_key_check`,
  `SELECT 'the file is damaged: ' || quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'`,
];

/** What is wrong with the books of the file, as sentences; empty when they balance. */
export function auditBooks(file: string): readonly string[] {
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true });
    const problems: string[] = [];
    for (const question of QUESTIONS) {
      problems.push(...database.prepare<[], string>(question).pluck().all());
    }
    return problems;
  } catch (error) {
    throw explainedError(file, error);
  } finally {
    database?.close();
  }
}
