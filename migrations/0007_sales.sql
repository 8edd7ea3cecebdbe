CREATE TABLE `paid_back_sales` (
	`sale` text PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `grants` ADD `sale` text;--> statement-breakpoint
CREATE INDEX `grants_by_sale` ON `grants` (`sale`) WHERE sale IS NOT NULL;--> statement-breakpoint
-- What was bought once is known by its key; a subscription's period named no entitlement.
UPDATE grants SET sale = substr(key, 13) WHERE key GLOB 'entitlement:[0-9]*';
--> statement-breakpoint
CREATE TRIGGER grants_keep_their_sale BEFORE UPDATE OF sale ON grants
BEGIN
  SELECT RAISE(ABORT, 'a grant stays as it was given');
END;
--> statement-breakpoint
CREATE TRIGGER paid_back_sales_stay BEFORE DELETE ON paid_back_sales
BEGIN
  SELECT RAISE(ABORT, 'what was paid back stays so');
END;
