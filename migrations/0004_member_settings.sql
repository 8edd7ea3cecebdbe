-- STRICT and WITHOUT ROWID are added by hand, as is the trigger: drizzle cannot say them.
CREATE TABLE `custom_options` (
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`user_id`, `name`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `member_settings` (
	`user_id` text PRIMARY KEY NOT NULL,
	`version` text,
	`raw` integer NOT NULL,
	`stylize` integer,
	`personalised` integer NOT NULL,
	`visibility` text NOT NULL,
	`remix` integer NOT NULL,
	`variation` text NOT NULL,
	`speed` text,
	`suffix` text NOT NULL,
	`auto_dm` integer NOT NULL,
	CONSTRAINT "member_settings_make_sense" CHECK(raw IN (0, 1) AND personalised IN (0, 1) AND remix IN (0, 1) AND auto_dm IN (0, 1)
          AND visibility IN ('public', 'stealth') AND variation IN ('strong', 'subtle'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `jobs` ADD `visibility` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `remixed` integer;
--> statement-breakpoint
CREATE TRIGGER jobs_keep_how_they_were_asked BEFORE UPDATE OF visibility, remixed ON jobs
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed');
END;
