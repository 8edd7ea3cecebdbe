-- Grants, and what every entry drew from them; who used what; what servers were told. Written by hand
-- where drizzle cannot say it: STRICT, triggers, a deferred key, and what existing books become.

-- A rule of this table changes, and SQLite cannot change it in place. Triggers elsewhere that read the
-- table would not survive its being renamed, and come back below.
DROP TRIGGER accounts_move_by_entries_alone;
--> statement-breakpoint
DROP TRIGGER jobs_begin_reserved;
--> statement-breakpoint
DROP TRIGGER jobs_end_settled_or_refunded;
--> statement-breakpoint
CREATE TABLE `new_entries` (
	`number` integer PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`kind` text NOT NULL,
	`job_id` text,
	`key` text NOT NULL,
	`available_delta` integer NOT NULL,
	`reserved_delta` integer NOT NULL,
	`spent_delta` integer NOT NULL,
	`reason` text NOT NULL,
	`author` text,
	`at_ms` integer NOT NULL,
	FOREIGN KEY (`guild_id`) REFERENCES `accounts`(`guild_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "entries_move_as_their_kind_says" CHECK(CASE kind
          WHEN 'grant' THEN available_delta > 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'expire' THEN available_delta < 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'adjust' THEN available_delta <> 0 AND reserved_delta = 0 AND spent_delta = 0
            AND author IS NOT NULL
          WHEN 'reserve' THEN reserved_delta > 0 AND available_delta = -reserved_delta AND spent_delta = 0
          WHEN 'settle' THEN reserved_delta < 0 AND available_delta >= 0 AND spent_delta >= 0
            AND available_delta + spent_delta = -reserved_delta
          WHEN 'refund' THEN reserved_delta < 0 AND available_delta = -reserved_delta AND spent_delta = 0
          ELSE 0 END),
	CONSTRAINT "entries_of_jobs_are_keyed_by_them" CHECK(CASE WHEN kind IN ('reserve', 'settle', 'refund')
          THEN job_id IS NOT NULL AND key = kind || ':' || job_id ELSE job_id IS NULL END)
) STRICT;
--> statement-breakpoint
INSERT INTO new_entries (number, guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, at_ms) SELECT number, guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, at_ms FROM entries ORDER BY number;
--> statement-breakpoint
DROP TABLE `entries`;
--> statement-breakpoint
ALTER TABLE `new_entries` RENAME TO `entries`;
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_by_key` ON `entries` (`key`);
--> statement-breakpoint
CREATE INDEX `entries_by_guild` ON `entries` (`guild_id`,`number`);
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_by_answered_job` ON `entries` (`job_id`) WHERE kind IN ('settle', 'refund');
--> statement-breakpoint
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
CREATE TRIGGER entries_are_never_replaced BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE key = NEW.key)
  OR EXISTS (SELECT 1 FROM entries WHERE number = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are booked once');
END;
--> statement-breakpoint
CREATE TRIGGER entries_answer_their_reservation BEFORE INSERT ON entries
WHEN NEW.kind IN ('settle', 'refund') AND NOT EXISTS (
  SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.job_id
    AND guild_id = NEW.guild_id AND reserved_delta = -NEW.reserved_delta
)
BEGIN
  SELECT RAISE(ABORT, 'only what was reserved can be settled or refunded');
END;
--> statement-breakpoint
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
CREATE TRIGGER jobs_begin_reserved AFTER INSERT ON jobs
WHEN NEW.state <> 'queued' OR (NEW.price_credits > 0 AND NOT EXISTS (
  SELECT 1 FROM entries WHERE key = 'reserve:' || NEW.id
    AND guild_id = NEW.guild_id AND reserved_delta = NEW.price_credits
))
BEGIN
  SELECT RAISE(ABORT, 'a job begins queued, its price reserved');
END;
--> statement-breakpoint
CREATE TRIGGER jobs_end_settled_or_refunded AFTER UPDATE OF state ON jobs
WHEN NEW.state IN ('done', 'failed', 'cancelled') AND NEW.price_credits > 0 AND NOT EXISTS (
  SELECT 1 FROM entries
  WHERE key = CASE NEW.state WHEN 'done' THEN 'settle:' ELSE 'refund:' END || NEW.id
)
BEGIN
  SELECT RAISE(ABORT, 'a job ends with its reservation settled or refunded');
END;
--> statement-breakpoint
ALTER TABLE `accounts` ADD `next_change_at_ms` integer;
--> statement-breakpoint
CREATE TABLE `grants` (
	`number` integer PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`amount` integer NOT NULL,
	`period` text,
	`effective_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	`reason` text NOT NULL,
	`author` text,
	`created_at_ms` integer NOT NULL,
	`available` integer NOT NULL,
	`reserved` integer NOT NULL,
	`spent` integer NOT NULL,
	`last_draw` integer NOT NULL,
	FOREIGN KEY (`guild_id`) REFERENCES `accounts`(`guild_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "grants_kind_is_known" CHECK(kind IN ('monthly', 'gift', 'top-up', 'purchase')),
	CONSTRAINT "grants_of_months_name_them" CHECK((kind = 'monthly') = (period IS NOT NULL)),
	CONSTRAINT "grants_end_after_they_begin" CHECK(expires_at_ms IS NULL OR expires_at_ms > effective_at_ms),
	CONSTRAINT "grants_are_never_overdrawn" CHECK(amount > 0 AND available >= 0 AND reserved >= 0 AND spent >= 0
          AND available + reserved + spent <= amount)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `grants_by_key` ON `grants` (`key`);
--> statement-breakpoint
CREATE INDEX `grants_open` ON `grants` (`guild_id`) WHERE available > 0 OR reserved > 0;
--> statement-breakpoint
CREATE INDEX `grants_pending` ON `grants` (`guild_id`,`effective_at_ms`) WHERE last_draw = 0;
--> statement-breakpoint
-- A draw is written before its entry, so that the entry can be refused unless it is their sum; the key is
-- checked when the transaction ends, so that no draw is ever without its entry.
CREATE TABLE `draws` (
	`number` integer PRIMARY KEY NOT NULL,
	`entry_key` text NOT NULL,
	`grant_number` integer NOT NULL,
	`available_delta` integer NOT NULL,
	`reserved_delta` integer NOT NULL,
	`spent_delta` integer NOT NULL,
	FOREIGN KEY (`entry_key`) REFERENCES `entries`(`key`) ON UPDATE no action ON DELETE no action DEFERRABLE INITIALLY DEFERRED,
	FOREIGN KEY (`grant_number`) REFERENCES `grants`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `draws_by_entry` ON `draws` (`entry_key`,`grant_number`);
--> statement-breakpoint
CREATE TABLE `charges` (
	`job_id` text PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`user_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`action` text NOT NULL,
	`day` text NOT NULL,
	`credits` integer NOT NULL,
	`vendor` text NOT NULL,
	`vendor_day` text NOT NULL,
	`vendor_unit` text NOT NULL,
	`vendor_cost_micros` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "charges_are_never_negative" CHECK(credits >= 0 AND vendor_cost_micros >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `charges_by_vendor_day` ON `charges` (`vendor_day`,`job_id`);
--> statement-breakpoint
CREATE TABLE `usage` (
	`guild_id` text NOT NULL,
	`user_id` text NOT NULL,
	`day` text NOT NULL,
	`channel_id` text NOT NULL,
	`action` text NOT NULL,
	`jobs` integer NOT NULL,
	`credits` integer NOT NULL,
	PRIMARY KEY(`guild_id`, `user_id`, `day`, `channel_id`, `action`),
	CONSTRAINT "usage_is_never_negative" CHECK(jobs >= 0 AND credits >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `usage_by_channel` ON `usage` (`guild_id`,`channel_id`,`day`,`credits`);
--> statement-breakpoint
CREATE INDEX `usage_by_day` ON `usage` (`guild_id`,`day`);
--> statement-breakpoint
CREATE TABLE `vendor_days` (
	`vendor` text NOT NULL,
	`day` text NOT NULL,
	`unit` text NOT NULL,
	`cost_micros` integer NOT NULL,
	PRIMARY KEY(`vendor`, `day`, `unit`),
	CONSTRAINT "vendor_days_are_never_negative" CHECK(cost_micros >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `guild_settings` (
	`guild_id` text PRIMARY KEY NOT NULL,
	`settings` text NOT NULL,
	CONSTRAINT "guild_settings_are_json" CHECK(json_valid(settings))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `acts` (
	`key` text PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`author` text NOT NULL,
	`what` text NOT NULL,
	`at_ms` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `acts_by_guild` ON `acts` (`guild_id`,`at_ms`);
--> statement-breakpoint
CREATE TABLE `notices` (
	`guild_id` text NOT NULL,
	`period` text NOT NULL,
	`threshold_percent` integer NOT NULL,
	`channel_id` text NOT NULL,
	`available` integer NOT NULL,
	`quota` integer NOT NULL,
	`renews_at_ms` integer NOT NULL,
	`shown` integer NOT NULL,
	PRIMARY KEY(`guild_id`, `period`, `threshold_percent`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `notices_to_show` ON `notices` (`guild_id`) WHERE shown = 0;
--> statement-breakpoint
-- What an account held until now becomes one grant of its month, and every entry there ever was a draw of it:
-- the same rules and the same audit then hold for old books and new ones.
INSERT INTO grants (guild_id, kind, key, amount, period, effective_at_ms, expires_at_ms, reason, author,
  created_at_ms, available, reserved, spent, last_draw)
SELECT guild_id, 'monthly', 'grant:' || guild_id || ':before',
  (SELECT sum(available_delta) FROM entries WHERE entries.guild_id = accounts.guild_id AND kind = 'grant'),
  period, unixepoch(period || '-01') * 1000, unixepoch(period || '-01', '+1 month') * 1000,
  'quota of ' || period, NULL,
  (SELECT at_ms FROM entries WHERE number = last_entry), available, reserved, spent, 0
FROM accounts WHERE EXISTS (
  SELECT 1 FROM entries WHERE entries.guild_id = accounts.guild_id AND kind = 'grant');
--> statement-breakpoint
INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
SELECT entries.key, grants.number, available_delta, reserved_delta, spent_delta
FROM entries JOIN grants USING (guild_id) ORDER BY entries.number;
--> statement-breakpoint
UPDATE grants SET last_draw = coalesce((SELECT number FROM draws
  WHERE entry_key = (SELECT key FROM entries WHERE number =
    (SELECT last_entry FROM accounts WHERE accounts.guild_id = grants.guild_id))), 0);
--> statement-breakpoint
INSERT INTO charges (job_id, guild_id, user_id, channel_id, action, day, credits, vendor, vendor_day,
  vendor_unit, vendor_cost_micros)
SELECT id, guild_id, user_id, channel_id, action, date(created_at_ms / 1000, 'unixepoch'),
  CASE WHEN state IN ('failed', 'cancelled') THEN 0 ELSE price_credits END,
  vendor, date(created_at_ms / 1000, 'unixepoch'), '', 0
FROM jobs WHERE price_credits > 0;
--> statement-breakpoint
INSERT INTO usage (guild_id, user_id, day, channel_id, action, jobs, credits)
SELECT guild_id, user_id, day, channel_id, action, count(*), sum(credits)
FROM charges WHERE credits > 0 GROUP BY guild_id, user_id, day, channel_id, action;
--> statement-breakpoint
-- An entry is the sum of its draws, all of them from its own server's grants.
CREATE TRIGGER entries_are_drawn_whole BEFORE INSERT ON entries
WHEN (SELECT coalesce(sum(available_delta), 0), coalesce(sum(reserved_delta), 0), coalesce(sum(spent_delta), 0)
      FROM draws WHERE entry_key = NEW.key)
  IS NOT (NEW.available_delta, NEW.reserved_delta, NEW.spent_delta)
  OR EXISTS (SELECT 1 FROM draws JOIN grants ON grants.number = grant_number
             WHERE entry_key = NEW.key AND guild_id <> NEW.guild_id)
BEGIN
  SELECT RAISE(ABORT, 'an entry is the sum of its draws');
END;
--> statement-breakpoint
-- A reservation is answered grant by grant: what it drew goes back to where it came from, or is spent there.
CREATE TRIGGER entries_answer_grant_by_grant BEFORE INSERT ON entries
WHEN NEW.kind IN ('settle', 'refund') AND EXISTS (
  SELECT 1 FROM draws AS held WHERE held.entry_key = 'reserve:' || NEW.job_id AND NOT EXISTS (
    SELECT 1 FROM draws AS back WHERE back.entry_key = NEW.key
      AND back.grant_number = held.grant_number AND back.reserved_delta = -held.reserved_delta
      AND back.available_delta >= 0 AND back.spent_delta >= 0))
BEGIN
  SELECT RAISE(ABORT, 'a reservation goes back to the grants it was drawn from');
END;
--> statement-breakpoint
CREATE TRIGGER draws_are_never_changed BEFORE UPDATE ON draws
BEGIN
  SELECT RAISE(ABORT, 'draws are never changed');
END;
--> statement-breakpoint
CREATE TRIGGER draws_are_never_deleted BEFORE DELETE ON draws
BEGIN
  SELECT RAISE(ABORT, 'draws are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER draws_come_before_their_entry BEFORE INSERT ON draws
WHEN EXISTS (SELECT 1 FROM entries WHERE key = NEW.entry_key)
  OR EXISTS (SELECT 1 FROM draws WHERE number = NEW.number)
  OR EXISTS (SELECT 1 FROM draws WHERE entry_key = NEW.entry_key AND grant_number = NEW.grant_number)
BEGIN
  SELECT RAISE(ABORT, 'a booked entry is drawn already');
END;
--> statement-breakpoint
CREATE TRIGGER draws_move_their_grant AFTER INSERT ON draws
BEGIN
  UPDATE grants SET
    available = available + NEW.available_delta,
    reserved = reserved + NEW.reserved_delta,
    spent = spent + NEW.spent_delta,
    last_draw = NEW.number
  WHERE number = NEW.grant_number;
END;
--> statement-breakpoint
CREATE TRIGGER grants_start_empty BEFORE INSERT ON grants
WHEN NEW.available <> 0 OR NEW.reserved <> 0 OR NEW.spent <> 0 OR NEW.last_draw <> 0
  OR EXISTS (SELECT 1 FROM grants WHERE number = NEW.number OR key = NEW.key)
BEGIN
  SELECT RAISE(ABORT, 'a grant starts empty, and once');
END;
--> statement-breakpoint
CREATE TRIGGER grants_stay_as_they_were_given
BEFORE UPDATE OF number, guild_id, kind, key, amount, period, effective_at_ms, expires_at_ms, reason, author,
  created_at_ms ON grants
BEGIN
  SELECT RAISE(ABORT, 'a grant stays as it was given');
END;
--> statement-breakpoint
CREATE TRIGGER grants_move_by_draws_alone BEFORE UPDATE OF available, reserved, spent, last_draw ON grants
WHEN NEW.last_draw <= OLD.last_draw OR NOT EXISTS (
  SELECT 1 FROM draws WHERE number = NEW.last_draw AND grant_number = NEW.number
    AND available_delta = NEW.available - OLD.available
    AND reserved_delta = NEW.reserved - OLD.reserved
    AND spent_delta = NEW.spent - OLD.spent
)
BEGIN
  SELECT RAISE(ABORT, 'a grant moves by its draws alone');
END;
--> statement-breakpoint
CREATE TRIGGER grants_are_never_deleted BEFORE DELETE ON grants
BEGIN
  SELECT RAISE(ABORT, 'grants are never deleted');
END;
--> statement-breakpoint
-- The sums that limits and charts are read from follow the charges.
CREATE TRIGGER charges_are_counted AFTER INSERT ON charges
BEGIN
  INSERT INTO usage (guild_id, user_id, day, channel_id, action, jobs, credits)
    VALUES (NEW.guild_id, NEW.user_id, NEW.day, NEW.channel_id, NEW.action, NEW.credits > 0, NEW.credits)
    ON CONFLICT (guild_id, user_id, day, channel_id, action) DO UPDATE SET
      jobs = jobs + excluded.jobs, credits = credits + excluded.credits;
  INSERT INTO vendor_days (vendor, day, unit, cost_micros)
    SELECT NEW.vendor, NEW.vendor_day, NEW.vendor_unit, NEW.vendor_cost_micros WHERE NEW.vendor_unit <> ''
    ON CONFLICT (vendor, day, unit) DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros;
END;
--> statement-breakpoint
CREATE TRIGGER charges_are_counted_again
AFTER UPDATE OF credits, vendor, vendor_unit, vendor_cost_micros ON charges
BEGIN
  UPDATE usage SET jobs = jobs - (OLD.credits > 0) + (NEW.credits > 0), credits = credits - OLD.credits + NEW.credits
    WHERE guild_id = NEW.guild_id AND user_id = NEW.user_id AND day = NEW.day
      AND channel_id = NEW.channel_id AND action = NEW.action;
  UPDATE vendor_days SET cost_micros = cost_micros - OLD.vendor_cost_micros
    WHERE vendor = OLD.vendor AND day = OLD.vendor_day AND unit = OLD.vendor_unit;
  INSERT INTO vendor_days (vendor, day, unit, cost_micros)
    SELECT NEW.vendor, NEW.vendor_day, NEW.vendor_unit, NEW.vendor_cost_micros WHERE NEW.vendor_unit <> ''
    ON CONFLICT (vendor, day, unit) DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros;
END;
--> statement-breakpoint
CREATE TRIGGER charges_stay_with_their_job
BEFORE UPDATE OF job_id, guild_id, user_id, channel_id, action, day, vendor_day ON charges
BEGIN
  SELECT RAISE(ABORT, 'a charge stays with its job');
END;
--> statement-breakpoint
CREATE TRIGGER charges_are_never_deleted BEFORE DELETE ON charges
BEGIN
  SELECT RAISE(ABORT, 'charges are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER acts_are_never_changed BEFORE UPDATE ON acts
BEGIN
  SELECT RAISE(ABORT, 'what people decided stays on record');
END;
--> statement-breakpoint
CREATE TRIGGER acts_are_never_deleted BEFORE DELETE ON acts
BEGIN
  SELECT RAISE(ABORT, 'what people decided stays on record');
END;
