-- The rules that a CHECK cannot say, as in the SQLite file. Each refuses a mistake of the program; none is part of its
-- ordinary way.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
  FOR EACH ROW EXECUTE FUNCTION refuse('ledger entries are never changed');
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
  FOR EACH ROW EXECUTE FUNCTION refuse('ledger entries are never deleted');
CREATE TRIGGER entries_are_never_emptied BEFORE TRUNCATE ON entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('ledger entries are never deleted');
-- An entry is the sum of its draws, all of them from its own server's grants. What is settled or refunded is what was
-- reserved in the same server, and goes back to the grants it was drawn from.
CREATE FUNCTION check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT (coalesce(sum(available_delta), 0), coalesce(sum(reserved_delta), 0), coalesce(sum(spent_delta), 0))
      IS DISTINCT FROM (NEW.available_delta::numeric, NEW.reserved_delta::numeric, NEW.spent_delta::numeric)
      FROM draws WHERE entry_key = NEW.key)
    OR EXISTS (SELECT 1 FROM draws JOIN grants ON grants.number = grant_number
               WHERE entry_key = NEW.key AND guild_id <> NEW.guild_id) THEN
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
CREATE TRIGGER entries_add_up BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION check_entry();
-- An account moves by its entries alone, so that it is always their sum.
CREATE FUNCTION move_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts SET
    available = available + NEW.available_delta,
    reserved = reserved + NEW.reserved_delta,
    spent = spent + NEW.spent_delta,
    last_entry = NEW.number
  WHERE guild_id = NEW.guild_id;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_move_their_account AFTER INSERT ON entries
  FOR EACH ROW EXECUTE FUNCTION move_account();
CREATE TRIGGER accounts_start_empty BEFORE INSERT ON accounts FOR EACH ROW
  WHEN (NEW.available <> 0 OR NEW.reserved <> 0 OR NEW.spent <> 0 OR NEW.last_entry <> 0)
  EXECUTE FUNCTION refuse('an account starts empty, and once');
CREATE FUNCTION check_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.guild_id <> OLD.guild_id OR NEW.last_entry <= OLD.last_entry OR NOT EXISTS (
      SELECT 1 FROM entries WHERE number = NEW.last_entry AND guild_id = NEW.guild_id
        AND available_delta = NEW.available - OLD.available
        AND reserved_delta = NEW.reserved - OLD.reserved
        AND spent_delta = NEW.spent - OLD.spent) THEN
    RAISE EXCEPTION 'an account moves by its entries alone' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_move_by_entries_alone
  BEFORE UPDATE OF guild_id, available, reserved, spent, last_entry ON accounts
  FOR EACH ROW EXECUTE FUNCTION check_account();
CREATE TRIGGER accounts_periods_never_go_back BEFORE UPDATE OF period ON accounts FOR EACH ROW
  WHEN (NEW.period < OLD.period) EXECUTE FUNCTION refuse('a month''s quota is granted once');
CREATE TRIGGER accounts_are_never_deleted BEFORE DELETE ON accounts
  FOR EACH ROW EXECUTE FUNCTION refuse('accounts are never deleted');
CREATE TRIGGER draws_are_never_changed BEFORE UPDATE ON draws
  FOR EACH ROW EXECUTE FUNCTION refuse('draws are never changed');
CREATE TRIGGER draws_are_never_deleted BEFORE DELETE ON draws
  FOR EACH ROW EXECUTE FUNCTION refuse('draws are never deleted');
CREATE TRIGGER draws_are_never_emptied BEFORE TRUNCATE ON draws
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('draws are never deleted');
CREATE FUNCTION check_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM entries WHERE key = NEW.entry_key) THEN
    RAISE EXCEPTION 'a booked entry is drawn already' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draws_come_before_their_entry BEFORE INSERT ON draws
  FOR EACH ROW EXECUTE FUNCTION check_draw();
CREATE FUNCTION move_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE grants SET
    available = available + NEW.available_delta,
    reserved = reserved + NEW.reserved_delta,
    spent = spent + NEW.spent_delta,
    last_draw = NEW.number
  WHERE number = NEW.grant_number;
  RETURN NULL;
END $$;
CREATE TRIGGER draws_move_their_grant AFTER INSERT ON draws FOR EACH ROW EXECUTE FUNCTION move_grant();
CREATE TRIGGER grants_start_empty BEFORE INSERT ON grants FOR EACH ROW
  WHEN (NEW.available <> 0 OR NEW.reserved <> 0 OR NEW.spent <> 0 OR NEW.last_draw <> 0)
  EXECUTE FUNCTION refuse('a grant starts empty, and once');
CREATE TRIGGER grants_stay_as_they_were_given
  BEFORE UPDATE OF number, guild_id, kind, key, amount, period, effective_at_ms, expires_at_ms, reason, author,
    created_at_ms, sale ON grants
  FOR EACH ROW EXECUTE FUNCTION refuse('a grant stays as it was given');
CREATE FUNCTION check_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_draw <= OLD.last_draw OR NOT EXISTS (
      SELECT 1 FROM draws WHERE number = NEW.last_draw AND grant_number = NEW.number
        AND available_delta = NEW.available - OLD.available
        AND reserved_delta = NEW.reserved - OLD.reserved
        AND spent_delta = NEW.spent - OLD.spent) THEN
    RAISE EXCEPTION 'a grant moves by its draws alone' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grants_move_by_draws_alone BEFORE UPDATE OF available, reserved, spent, last_draw ON grants
  FOR EACH ROW EXECUTE FUNCTION check_grant();
CREATE TRIGGER grants_are_never_deleted BEFORE DELETE ON grants
  FOR EACH ROW EXECUTE FUNCTION refuse('grants are never deleted');
CREATE TRIGGER paid_back_sales_stay BEFORE DELETE ON paid_back_sales
  FOR EACH ROW EXECUTE FUNCTION refuse('what was paid back stays so');
-- The sums that limits and charts are read from follow the charges.
CREATE FUNCTION count_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO usage (guild_id, user_id, day, channel_id, action, jobs, credits)
      VALUES (NEW.guild_id, NEW.user_id, NEW.day, NEW.channel_id, NEW.action, (NEW.credits > 0)::int, NEW.credits)
      ON CONFLICT (guild_id, user_id, day, channel_id, action) DO UPDATE SET
        jobs = usage.jobs + excluded.jobs, credits = usage.credits + excluded.credits;
  ELSE
    UPDATE usage SET jobs = jobs - (OLD.credits > 0)::int + (NEW.credits > 0)::int,
        credits = credits - OLD.credits + NEW.credits
      WHERE guild_id = NEW.guild_id AND user_id = NEW.user_id AND day = NEW.day
        AND channel_id = NEW.channel_id AND action = NEW.action
        AND OLD.credits <> NEW.credits;
    IF (OLD.vendor, OLD.vendor_unit, OLD.vendor_cost_micros)
        = (NEW.vendor, NEW.vendor_unit, NEW.vendor_cost_micros) THEN
      RETURN NULL;
    END IF;
    UPDATE vendor_days SET cost_micros = cost_micros - OLD.vendor_cost_micros
      WHERE vendor = OLD.vendor AND day = OLD.vendor_day AND unit = OLD.vendor_unit;
  END IF;
  IF NEW.vendor_unit <> '' THEN
    INSERT INTO vendor_days (vendor, day, unit, cost_micros)
      VALUES (NEW.vendor, NEW.vendor_day, NEW.vendor_unit, NEW.vendor_cost_micros)
      ON CONFLICT (vendor, day, unit) DO UPDATE SET cost_micros = vendor_days.cost_micros + excluded.cost_micros;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER charges_are_counted AFTER INSERT ON charges FOR EACH ROW EXECUTE FUNCTION count_charge();
CREATE TRIGGER charges_are_counted_again
  AFTER UPDATE OF credits, vendor, vendor_unit, vendor_cost_micros ON charges
  FOR EACH ROW EXECUTE FUNCTION count_charge();
CREATE TRIGGER charges_stay_with_their_job
  BEFORE UPDATE OF job_id, guild_id, user_id, channel_id, action, day, vendor_day ON charges
  FOR EACH ROW EXECUTE FUNCTION refuse('a charge stays with its job');
CREATE TRIGGER charges_are_never_deleted BEFORE DELETE ON charges
  FOR EACH ROW EXECUTE FUNCTION refuse('charges are never deleted');
CREATE TRIGGER acts_are_never_changed BEFORE UPDATE ON acts
  FOR EACH ROW EXECUTE FUNCTION refuse('what people decided stays on record');
CREATE TRIGGER acts_are_never_deleted BEFORE DELETE ON acts
  FOR EACH ROW EXECUTE FUNCTION refuse('what people decided stays on record');
-- A job comes into being with its reservation, in its parent's server.
CREATE FUNCTION check_new_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'queued' OR (NEW.price_credits > 0 AND NOT EXISTS (
      SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.id
        AND guild_id = NEW.guild_id AND reserved_delta = NEW.price_credits)) THEN
    RAISE EXCEPTION 'a job begins queued, its price reserved' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.parent_id IS NOT NULL
      AND NEW.guild_id IS DISTINCT FROM (SELECT guild_id FROM jobs WHERE id = NEW.parent_id) THEN
    RAISE EXCEPTION 'a job and its parent belong to one server' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER jobs_begin_reserved BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION check_new_job();
-- A job ends with its reservation resolved: settled when it is done, refunded otherwise.
CREATE FUNCTION check_ended_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM entries
      WHERE key = CASE NEW.state WHEN 'done' THEN 'settle:' ELSE 'refund:' END || NEW.id) THEN
    RAISE EXCEPTION 'a job ends with its reservation settled or refunded'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER jobs_end_settled_or_refunded AFTER UPDATE OF state ON jobs FOR EACH ROW
  WHEN (NEW.state IN ('done', 'failed', 'cancelled') AND NEW.price_credits > 0)
  EXECUTE FUNCTION check_ended_job();
CREATE TRIGGER jobs_end_once BEFORE UPDATE OF state ON jobs FOR EACH ROW
  WHEN (OLD.state IN ('done', 'failed', 'cancelled') AND NEW.state <> OLD.state)
  EXECUTE FUNCTION refuse('a job that ended stays as it ended');
CREATE TRIGGER jobs_keep_what_was_accepted
  BEFORE UPDATE OF id, parent_id, root_id, interaction_id, guild_id, channel_id, user_id, action, cell, prompt, speed,
    price_credits, from_archive, created_at_ms, visibility, remixed, images, mask_key ON jobs
  FOR EACH ROW EXECUTE FUNCTION refuse('what was accepted is fixed');
CREATE TRIGGER jobs_change_vendors_only_before_they_start BEFORE UPDATE OF vendor ON jobs FOR EACH ROW
  WHEN (NEW.vendor <> OLD.vendor
    AND (NEW.state <> 'queued' OR OLD.state NOT IN ('queued', 'submitting')
      OR NEW.step_index <> 0 OR NEW.parent_id IS NOT NULL))
  EXECUTE FUNCTION refuse('a job keeps its vendor once it has begun');
CREATE TRIGGER jobs_unfinished_are_never_deleted BEFORE DELETE ON jobs FOR EACH ROW
  WHEN (OLD.state IN ('queued', 'submitting', 'running', 'delivering'))
  EXECUTE FUNCTION refuse('an unfinished job holds a reservation');
