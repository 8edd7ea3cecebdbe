CREATE TABLE `region_links` (
	`key` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`value` text NOT NULL,
	`expires_at_ms` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `region_links_by_owner` ON `region_links` (`owner`);--> statement-breakpoint
CREATE INDEX `region_links_by_end` ON `region_links` (`expires_at_ms`);--> statement-breakpoint
-- They were kept as facts, for ever; whoever holds one presses again.
DELETE FROM facts WHERE key LIKE 'region/%';
