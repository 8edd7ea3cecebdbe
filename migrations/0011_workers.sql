DROP INDEX `jobs_leased`;--> statement-breakpoint
DROP INDEX `jobs_unfinished`;--> statement-breakpoint
ALTER TABLE `jobs` ADD `leased_by` text;--> statement-breakpoint
CREATE INDEX `jobs_unfinished` ON `jobs` (`guild_id`,`user_id`) WHERE state IN ('queued', 'submitting', 'running', 'delivering');