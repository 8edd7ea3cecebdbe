-- The rules that a CHECK cannot say, written by hand. Each refuses a mistake of the program; none is
-- part of its ordinary way.

-- The ledger is append-only: corrections are new lines.
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are never changed');
END;
--> statement-breakpoint
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are never deleted');
END;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers; an entry must not take another's number or key.
CREATE TRIGGER entries_are_never_replaced BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE key = NEW.key)
  OR EXISTS (SELECT 1 FROM entries WHERE number = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are booked once');
END;
--> statement-breakpoint
-- What is settled or refunded is what was reserved, in the same server.
CREATE TRIGGER entries_answer_their_reservation BEFORE INSERT ON entries
WHEN NEW.kind IN ('settle', 'refund') AND NOT EXISTS (
  SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.job_id
    AND guild_id = NEW.guild_id AND reserved_delta = -NEW.reserved_delta
)
BEGIN
  SELECT RAISE(ABORT, 'only what was reserved can be settled or refunded');
END;
--> statement-breakpoint
-- An account moves by its entries alone, so that it is always their sum.
CREATE TRIGGER entries_move_their_account AFTER INSERT ON entries
BEGIN
  UPDATE accounts SET
    available = available + NEW.available_delta,
    reserved = reserved + NEW.reserved_delta,
    spent = spent + NEW.spent_delta,
    last_entry = NEW.number
  WHERE guild_id = NEW.guild_id;
END;
--> statement-breakpoint
CREATE TRIGGER accounts_start_empty BEFORE INSERT ON accounts
WHEN NEW.available <> 0 OR NEW.reserved <> 0 OR NEW.spent <> 0 OR NEW.last_entry <> 0
  OR EXISTS (SELECT 1 FROM accounts WHERE guild_id = NEW.guild_id)
BEGIN
  SELECT RAISE(ABORT, 'an account starts empty, and once');
END;
--> statement-breakpoint
-- The entry must be newer than the last one, and an account's entries are all applied at once: so
-- no update but the one above can pass.
CREATE TRIGGER accounts_move_by_entries_alone
BEFORE UPDATE OF guild_id, available, reserved, spent, last_entry ON accounts
WHEN NEW.guild_id <> OLD.guild_id OR NEW.last_entry <= OLD.last_entry OR NOT EXISTS (
  SELECT 1 FROM entries WHERE number = NEW.last_entry AND guild_id = NEW.guild_id
    AND available_delta = NEW.available - OLD.available
    AND reserved_delta = NEW.reserved - OLD.reserved
    AND spent_delta = NEW.spent - OLD.spent
)
BEGIN
  SELECT RAISE(ABORT, 'an account moves by its entries alone');
END;
--> statement-breakpoint
CREATE TRIGGER accounts_periods_never_go_back BEFORE UPDATE OF period ON accounts
WHEN NEW.period < OLD.period
BEGIN
  SELECT RAISE(ABORT, 'a month''s quota is granted once');
END;
--> statement-breakpoint
CREATE TRIGGER accounts_are_never_deleted BEFORE DELETE ON accounts
BEGIN
  SELECT RAISE(ABORT, 'accounts are never deleted');
END;
--> statement-breakpoint
-- A job comes into being with its reservation.
CREATE TRIGGER jobs_begin_reserved AFTER INSERT ON jobs
WHEN NEW.state <> 'queued' OR (NEW.price_credits > 0 AND NOT EXISTS (
  SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.id
    AND guild_id = NEW.guild_id AND reserved_delta = NEW.price_credits
))
BEGIN
  SELECT RAISE(ABORT, 'a job begins queued, its price reserved');
END;
--> statement-breakpoint
-- A job ends with its reservation answered: settled when it is done, refunded otherwise.
CREATE TRIGGER jobs_end_settled_or_refunded AFTER UPDATE OF state ON jobs
WHEN NEW.state IN ('done', 'failed', 'cancelled') AND NEW.price_credits > 0 AND NOT EXISTS (
  SELECT 1 FROM entries
  WHERE key = CASE NEW.state WHEN 'done' THEN 'settle:' ELSE 'refund:' END || NEW.id
)
BEGIN
  SELECT RAISE(ABORT, 'a job ends with its reservation settled or refunded');
END;
--> statement-breakpoint
CREATE TRIGGER jobs_end_once BEFORE UPDATE OF state ON jobs
WHEN OLD.state IN ('done', 'failed', 'cancelled') AND NEW.state <> OLD.state
BEGIN
  SELECT RAISE(ABORT, 'a job that ended stays as it ended');
END;
--> statement-breakpoint
CREATE TRIGGER jobs_keep_what_was_accepted
BEFORE UPDATE OF id, parent_id, root_id, interaction_id, guild_id, channel_id, user_id, action, cell,
  prompt, speed, vendor, price_credits, from_archive, created_at_ms ON jobs
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed');
END;
--> statement-breakpoint
-- Nobody acts on another server's job.
CREATE TRIGGER jobs_stay_in_their_guild BEFORE INSERT ON jobs
WHEN NEW.parent_id IS NOT NULL
  AND NEW.guild_id IS NOT (SELECT guild_id FROM jobs WHERE id = NEW.parent_id)
BEGIN
  SELECT RAISE(ABORT, 'a job and its parent belong to one server');
END;
--> statement-breakpoint
CREATE TRIGGER jobs_unfinished_are_never_deleted BEFORE DELETE ON jobs
WHEN OLD.state IN ('queued', 'submitting', 'running', 'delivering')
BEGIN
  SELECT RAISE(ABORT, 'an unfinished job holds a reservation');
END;
