-- STRICT and WITHOUT ROWID are added by hand: drizzle cannot say them.
CREATE TABLE `threads` (
	`channel_id` text PRIMARY KEY NOT NULL,
	`parent_channel_id` text NOT NULL,
	`last_day` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `threads_by_parent` ON `threads` (`parent_channel_id`,`last_day`);