-- The same laws for less of the processor's time. PostgreSQL reads and plans the text of every CHECK, and of every trigger's
-- WHEN, again for each statement; the body of a plpgsql function is planned once for a connection. So the tables that every
-- job is written to have one CHECK each, of a function that sees the row alone.
CREATE FUNCTION violated(rule text, relation text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'new row for relation "%" violates check constraint "%"', relation, rule
    USING ERRCODE = 'check_violation', CONSTRAINT = rule, TABLE = relation;
END $$;

CREATE FUNCTION job_makes_sense(job jobs) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  -- As in a CHECK, what cannot be said of a row (null) is not broken by it.
  RETURN CASE
    WHEN job.state NOT IN ('queued', 'submitting', 'running', 'delivering', 'done', 'failed', 'cancelled')
      THEN violated('jobs_state_is_known', 'jobs')
    WHEN NOT (job.state IN ('done', 'failed', 'cancelled') OR job.due_at_ms IS NOT NULL)
      THEN violated('jobs_unfinished_are_due', 'jobs')
    WHEN NOT (job.state <> 'done' OR job.due_at_ms IS NULL)
      THEN violated('jobs_done_are_not_due', 'jobs')
    WHEN NOT (job.lease_until_ms IS NULL OR job.due_at_ms IS NOT NULL)
      THEN violated('jobs_leased_are_due', 'jobs')
    WHEN NOT (job.state <> 'running' OR job.deadline_at_ms IS NOT NULL)
      THEN violated('jobs_running_have_deadlines', 'jobs')
    WHEN NOT CASE WHEN job.state IN ('delivering', 'done') THEN job.result_kind IS NOT NULL
        WHEN job.state IN ('queued', 'submitting', 'running') THEN job.result_kind IS NULL ELSE true END
      THEN violated('jobs_results_fit_the_state', 'jobs')
    WHEN (job.result_kind IS NULL) <> (job.result_handle IS NULL)
      THEN violated('jobs_results_are_whole', 'jobs')
    WHEN (job.failure_kind IS NOT NULL) <> (job.state = 'failed')
        OR (job.failure_kind IS NULL) <> (job.failure_detail IS NULL)
      THEN violated('jobs_failures_fit_the_state', 'jobs')
    WHEN (job.final_message_id IS NULL) <> (job.final_channel_id IS NULL)
        OR NOT (job.final_message_id IS NULL OR job.state = 'done')
      THEN violated('jobs_final_messages_are_whole', 'jobs')
    WHEN NOT (job.revision >= 0 AND job.price_credits >= 0 AND job.step_index >= 0 AND job.attempts >= 0
        AND coalesce(job.cell, 1) BETWEEN 1 AND 4 AND coalesce(job.progress_percent, 0) BETWEEN 0 AND 100
        AND job.from_archive IN (0, 1) AND job.woken IN (0, 1) AND job.post_attempted IN (0, 1))
      THEN violated('jobs_numbers_make_sense', 'jobs')
    WHEN NOT (coalesce(job.remixed, 1) = 1 AND coalesce(job.age_restricted, 1) = 1 AND coalesce(job.spoiler, 1) = 1
        AND coalesce(job.visibility, 'stealth') = 'stealth' AND coalesce(job.translation, 'on') IN ('on', 'off'))
      THEN violated('jobs_facts_make_sense', 'jobs')
    ELSE true END;
END $$;
ALTER TABLE jobs
  DROP CONSTRAINT jobs_state_is_known, DROP CONSTRAINT jobs_unfinished_are_due, DROP CONSTRAINT jobs_done_are_not_due,
  DROP CONSTRAINT jobs_leased_are_due, DROP CONSTRAINT jobs_running_have_deadlines,
  DROP CONSTRAINT jobs_results_fit_the_state, DROP CONSTRAINT jobs_results_are_whole,
  DROP CONSTRAINT jobs_failures_fit_the_state, DROP CONSTRAINT jobs_final_messages_are_whole,
  DROP CONSTRAINT jobs_numbers_make_sense, DROP CONSTRAINT jobs_facts_make_sense,
  ADD CONSTRAINT jobs_make_sense CHECK (job_makes_sense(jobs));

CREATE FUNCTION entry_makes_sense(entry entries) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE
    WHEN NOT CASE entry.kind
        WHEN 'grant' THEN entry.available_delta > 0 AND entry.reserved_delta = 0 AND entry.spent_delta = 0
        WHEN 'expire' THEN entry.available_delta < 0 AND entry.reserved_delta = 0 AND entry.spent_delta = 0
        WHEN 'adjust' THEN entry.available_delta <> 0 AND entry.reserved_delta = 0 AND entry.spent_delta = 0
          AND entry.author IS NOT NULL
        WHEN 'reserve' THEN entry.reserved_delta > 0 AND entry.available_delta = -entry.reserved_delta
          AND entry.spent_delta = 0
        WHEN 'settle' THEN entry.reserved_delta < 0 AND entry.available_delta >= 0 AND entry.spent_delta >= 0
          AND entry.available_delta + entry.spent_delta = -entry.reserved_delta
        WHEN 'refund' THEN entry.reserved_delta < 0 AND entry.available_delta = -entry.reserved_delta
          AND entry.spent_delta = 0
        ELSE false END
      THEN violated('entries_move_as_their_kind_says', 'entries')
    WHEN NOT CASE WHEN entry.kind IN ('reserve', 'settle', 'refund')
        THEN entry.job_id IS NOT NULL AND entry.key = entry.kind || ':' || entry.job_id
        ELSE entry.job_id IS NULL END
      THEN violated('entries_of_jobs_are_keyed_by_them', 'entries')
    ELSE true END;
END $$;
ALTER TABLE entries
  DROP CONSTRAINT entries_move_as_their_kind_says, DROP CONSTRAINT entries_of_jobs_are_keyed_by_them,
  ADD CONSTRAINT entries_make_sense CHECK (entry_makes_sense(entries));

CREATE FUNCTION grant_makes_sense(given grants) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE
    WHEN given.kind NOT IN ('monthly', 'gift', 'top-up', 'purchase') THEN violated('grants_kind_is_known', 'grants')
    WHEN (given.kind = 'monthly') <> (given.period IS NOT NULL) THEN violated('grants_of_months_name_them', 'grants')
    WHEN NOT (given.expires_at_ms IS NULL OR given.expires_at_ms > given.effective_at_ms)
      THEN violated('grants_end_after_they_begin', 'grants')
    WHEN NOT (given.amount > 0 AND given.available >= 0 AND given.reserved >= 0 AND given.spent >= 0
        AND given.available + given.reserved + given.spent <= given.amount)
      THEN violated('grants_are_never_overdrawn', 'grants')
    ELSE true END;
END $$;
ALTER TABLE grants
  DROP CONSTRAINT grants_kind_is_known, DROP CONSTRAINT grants_of_months_name_them,
  DROP CONSTRAINT grants_end_after_they_begin, DROP CONSTRAINT grants_are_never_overdrawn,
  ADD CONSTRAINT grants_make_sense CHECK (grant_makes_sense(grants));

-- What a trigger asks the database costs as much as a statement of its own: each asks once, or nothing.
CREATE OR REPLACE FUNCTION check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  drawn record;
BEGIN
  SELECT coalesce(sum(available_delta), 0) AS available, coalesce(sum(reserved_delta), 0) AS reserved,
      coalesce(sum(spent_delta), 0) AS spent, coalesce(bool_and(
        (SELECT guild_id FROM grants WHERE number = grant_number) = NEW.guild_id), true) AS is_own
    INTO drawn FROM draws WHERE entry_key = NEW.key;
  IF drawn.available <> NEW.available_delta OR drawn.reserved <> NEW.reserved_delta
      OR drawn.spent <> NEW.spent_delta OR NOT drawn.is_own THEN
    RAISE EXCEPTION 'an entry is the sum of its draws' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.kind NOT IN ('settle', 'refund') THEN RETURN NEW; END IF;
  IF NOT EXISTS (SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.job_id
      AND guild_id = NEW.guild_id AND reserved_delta = -NEW.reserved_delta) THEN
    RAISE EXCEPTION 'only what was reserved can be settled or refunded'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM draws AS held WHERE held.entry_key = 'reserve:' || NEW.job_id AND NOT EXISTS (
      SELECT 1 FROM draws AS back WHERE back.entry_key = NEW.key
        AND back.grant_number = held.grant_number AND back.reserved_delta = -held.reserved_delta
        AND back.available_delta >= 0 AND back.spent_delta >= 0)) THEN
    RAISE EXCEPTION 'a reservation goes back to the grants it was drawn from'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION move_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE grants SET
    available = available + NEW.available_delta,
    reserved = reserved + NEW.reserved_delta,
    spent = spent + NEW.spent_delta,
    last_draw = NEW.number
  WHERE number = NEW.grant_number AND NOT EXISTS (SELECT 1 FROM entries WHERE key = NEW.entry_key);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a booked entry is drawn already' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER draws_come_before_their_entry ON draws;
DROP FUNCTION check_draw();
-- A grant and an account are moved by the trigger of their draw or entry, and by nothing that is sent to the database.
DROP TRIGGER grants_move_by_draws_alone ON grants;
DROP FUNCTION check_grant();
CREATE TRIGGER grants_move_by_draws_alone BEFORE UPDATE OF available, reserved, spent, last_draw ON grants FOR EACH ROW
  WHEN (pg_trigger_depth() = 0 OR NEW.last_draw <= OLD.last_draw)
  EXECUTE FUNCTION refuse('a grant moves by its draws alone');
DROP TRIGGER accounts_move_by_entries_alone ON accounts;
DROP FUNCTION check_account();
CREATE TRIGGER accounts_move_by_entries_alone
  BEFORE UPDATE OF guild_id, available, reserved, spent, last_entry ON accounts FOR EACH ROW
  WHEN (pg_trigger_depth() = 0 OR NEW.last_entry <= OLD.last_entry)
  EXECUTE FUNCTION refuse('an account moves by its entries alone');
CREATE OR REPLACE FUNCTION check_new_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'queued' OR (NEW.price_credits > 0 AND NOT EXISTS (
      SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.id
        AND guild_id = NEW.guild_id AND reserved_delta = NEW.price_credits)) THEN
    RAISE EXCEPTION 'a job begins queued, its price reserved' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Asked in one condition with the first, it would be planned again for each job without a parent.
  IF NEW.parent_id IS NOT NULL THEN
    IF NEW.guild_id IS DISTINCT FROM (SELECT guild_id FROM jobs WHERE id = NEW.parent_id) THEN
      RAISE EXCEPTION 'a job and its parent belong to one server' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
