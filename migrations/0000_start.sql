-- STRICT and WITHOUT ROWID are added by hand: drizzle cannot say them. Tables that are found by their
-- whole key and have short rows keep no rowid.
CREATE TABLE `facts` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`parent_id` text,
	`root_id` text NOT NULL,
	`interaction_id` text NOT NULL,
	`interaction_token` text NOT NULL,
	`interaction_at_ms` integer NOT NULL,
	`application_id` text NOT NULL,
	`guild_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`locale` text NOT NULL,
	`source_message_id` text,
	`attachment_bytes_max` integer NOT NULL,
	`action` text NOT NULL,
	`cell` integer,
	`prompt` text NOT NULL,
	`speed` text NOT NULL,
	`vendor` text NOT NULL,
	`price_credits` integer NOT NULL,
	`from_archive` integer NOT NULL,
	`state` text NOT NULL,
	`step_index` integer NOT NULL,
	`attempts` integer NOT NULL,
	`progress_percent` integer,
	`due_at_ms` integer,
	`lease_until_ms` integer,
	`woken` integer NOT NULL,
	`deadline_at_ms` integer,
	`progress_message_id` text,
	`post_attempted` integer NOT NULL,
	`final_channel_id` text,
	`final_message_id` text,
	`result_kind` text,
	`result_handle` text,
	`result_seed` integer,
	`failure_kind` text,
	`failure_detail` text,
	`failure_retry_after_ms` integer,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`claimable_at_ms` integer GENERATED ALWAYS AS (max(due_at_ms, coalesce(lease_until_ms, due_at_ms))) VIRTUAL,
	`waits_for_slot` integer GENERATED ALWAYS AS (state = 'queued' AND from_archive = 0 AND lease_until_ms IS NULL) VIRTUAL,
	`holds_slot` integer GENERATED ALWAYS AS (from_archive = 0 AND (state IN ('submitting', 'running') OR (state = 'queued' AND lease_until_ms IS NOT NULL))) VIRTUAL,
	FOREIGN KEY (`parent_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "jobs_state_is_known" CHECK(state IN ('queued', 'submitting', 'running', 'delivering', 'done', 'failed', 'cancelled')),
	CONSTRAINT "jobs_unfinished_are_due" CHECK(state IN ('done', 'failed', 'cancelled') OR due_at_ms IS NOT NULL),
	CONSTRAINT "jobs_done_are_not_due" CHECK(state <> 'done' OR due_at_ms IS NULL),
	CONSTRAINT "jobs_leased_are_due" CHECK(lease_until_ms IS NULL OR due_at_ms IS NOT NULL),
	CONSTRAINT "jobs_running_have_deadlines" CHECK(state <> 'running' OR deadline_at_ms IS NOT NULL),
	CONSTRAINT "jobs_results_fit_the_state" CHECK(CASE WHEN state IN ('delivering', 'done') THEN result_kind IS NOT NULL
          WHEN state IN ('queued', 'submitting', 'running') THEN result_kind IS NULL ELSE 1 END),
	CONSTRAINT "jobs_results_are_whole" CHECK((result_kind IS NULL) = (result_handle IS NULL)),
	CONSTRAINT "jobs_failures_fit_the_state" CHECK((failure_kind IS NOT NULL) = (state = 'failed') AND (failure_kind IS NULL) = (failure_detail IS NULL)),
	CONSTRAINT "jobs_final_messages_are_whole" CHECK((final_message_id IS NULL) = (final_channel_id IS NULL) AND (final_message_id IS NULL OR state = 'done')),
	CONSTRAINT "jobs_numbers_make_sense" CHECK(revision >= 0 AND price_credits >= 0 AND step_index >= 0 AND attempts >= 0
          AND coalesce(cell, 1) BETWEEN 1 AND 4 AND coalesce(progress_percent, 0) BETWEEN 0 AND 100
          AND from_archive IN (0, 1) AND woken IN (0, 1) AND post_attempted IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_by_interaction` ON `jobs` (`interaction_id`);--> statement-breakpoint
CREATE INDEX `jobs_by_member` ON `jobs` (`guild_id`,`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_parent` ON `jobs` (`parent_id`,`action`,`cell`) WHERE parent_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `jobs_ready` ON `jobs` (`claimable_at_ms`) WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0;--> statement-breakpoint
CREATE INDEX `jobs_waiting` ON `jobs` (`vendor`,`speed`,`guild_id`,`user_id`,`id`,`due_at_ms`) WHERE waits_for_slot = 1;--> statement-breakpoint
CREATE INDEX `jobs_waiting_by_due` ON `jobs` (`due_at_ms`) WHERE waits_for_slot = 1;--> statement-breakpoint
CREATE INDEX `jobs_in_hand` ON `jobs` (`guild_id`,`user_id`,`vendor`) WHERE holds_slot = 1;--> statement-breakpoint
CREATE INDEX `jobs_unfinished` ON `jobs` (`guild_id`,`user_id`,`state`,`price_credits`,`created_at_ms`) WHERE state IN ('queued', 'submitting', 'running', 'delivering');--> statement-breakpoint
CREATE INDEX `jobs_leased` ON `jobs` (`lease_until_ms`) WHERE lease_until_ms IS NOT NULL;--> statement-breakpoint
CREATE INDEX `jobs_withheld` ON `jobs` (`guild_id`,`user_id`,`id`) WHERE state = 'done' AND final_message_id IS NULL;--> statement-breakpoint
CREATE TABLE `pictures` (
	`job_id` text NOT NULL,
	`cell` integer NOT NULL,
	`key` text NOT NULL,
	`media_type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`bytes` integer NOT NULL,
	PRIMARY KEY(`job_id`, `cell`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "pictures_make_sense" CHECK(cell BETWEEN 0 AND 4 AND width > 0 AND height > 0 AND bytes > 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `steps` (
	`job_id` text NOT NULL,
	`step_index` integer NOT NULL,
	`idempotency_key` text NOT NULL,
	`ticket` text NOT NULL,
	`handle` text NOT NULL,
	PRIMARY KEY(`job_id`, `step_index`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `accounts` (
	`guild_id` text PRIMARY KEY NOT NULL,
	`available` integer NOT NULL,
	`reserved` integer NOT NULL,
	`spent` integer NOT NULL,
	`period` text NOT NULL,
	`quota` integer NOT NULL,
	`last_entry` integer NOT NULL,
	CONSTRAINT "accounts_are_never_negative" CHECK(available >= 0 AND reserved >= 0 AND spent >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `entries` (
	`number` integer PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`kind` text NOT NULL,
	`job_id` text,
	`key` text NOT NULL,
	`available_delta` integer NOT NULL,
	`reserved_delta` integer NOT NULL,
	`spent_delta` integer NOT NULL,
	`reason` text NOT NULL,
	`at_ms` integer NOT NULL,
	FOREIGN KEY (`guild_id`) REFERENCES `accounts`(`guild_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "entries_move_as_their_kind_says" CHECK(CASE kind
          WHEN 'grant' THEN available_delta > 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'expire' THEN available_delta < 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'reserve' THEN reserved_delta > 0 AND available_delta = -reserved_delta AND spent_delta = 0
          WHEN 'settle' THEN reserved_delta < 0 AND available_delta >= 0 AND spent_delta >= 0
            AND available_delta + spent_delta = -reserved_delta
          WHEN 'refund' THEN reserved_delta < 0 AND available_delta = -reserved_delta AND spent_delta = 0
          ELSE 0 END),
	CONSTRAINT "entries_of_jobs_are_keyed_by_them" CHECK(CASE WHEN kind IN ('reserve', 'settle', 'refund')
          THEN job_id IS NOT NULL AND key = kind || ':' || job_id ELSE job_id IS NULL END)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_by_key` ON `entries` (`key`);--> statement-breakpoint
CREATE INDEX `entries_by_guild` ON `entries` (`guild_id`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `entries_by_answered_job` ON `entries` (`job_id`) WHERE kind IN ('settle', 'refund');