-- STRICT and WITHOUT ROWID are added by hand, as is the trigger: drizzle cannot say them.
CREATE TABLE `videos` (
	`job_id` text NOT NULL,
	`cell` integer NOT NULL,
	`key` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer NOT NULL,
	PRIMARY KEY(`job_id`, `cell`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "videos_make_sense" CHECK(cell BETWEEN 1 AND 4 AND bytes > 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `jobs` ADD `images` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `mask_key` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `result_texts` text;
--> statement-breakpoint
CREATE TRIGGER jobs_keep_what_was_given BEFORE UPDATE OF images, mask_key ON jobs
BEGIN
  SELECT RAISE(ABORT, 'what was accepted is fixed');
END;
