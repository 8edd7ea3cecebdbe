-- STRICT and WITHOUT ROWID are added by hand: drizzle cannot say them.
CREATE TABLE `direct_copies` (
	`job_id` text PRIMARY KEY NOT NULL,
	`attempted` integer NOT NULL,
	`at_ms` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "direct_copies_make_sense" CHECK(attempted IN (0, 1))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `remarks` (
	`job_id` text NOT NULL,
	`kind` text NOT NULL,
	`user_id` text NOT NULL,
	`guild_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`job_id`, `kind`, `user_id`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "remarks_make_sense" CHECK(kind IN ('favourite', 'report', 'removed'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `remarks_favourites` ON `remarks` (`guild_id`,`user_id`,`at_ms`) WHERE kind = 'favourite';--> statement-breakpoint
CREATE INDEX `remarks_reports` ON `remarks` (`at_ms`) WHERE kind = 'report';
