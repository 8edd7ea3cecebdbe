import { applicationCommandRoutes } from '#playground/discord/rest/routes/application-commands.ts';
import { channelMessageRoutes } from '#playground/discord/rest/routes/channel-messages.ts';
import { commandOverrideRoutes } from '#playground/discord/rest/routes/command-overrides.ts';
import { entitlementRoutes } from '#playground/discord/rest/routes/entitlements.ts';
import { interactionCallbackRoutes } from '#playground/discord/rest/routes/interaction-callback.ts';
import { placeRoutes } from '#playground/discord/rest/routes/places.ts';
import { reactionRoutes } from '#playground/discord/rest/routes/reactions.ts';
import { webhookRoutes } from '#playground/discord/rest/routes/webhook.ts';
import type { Route } from './rest-request.ts';

/** Every REST route the playground knows. Anything else is refused and recorded as unknown. */
export const routeTable: readonly Route[] = [
  ...placeRoutes,
  ...commandOverrideRoutes,
  ...applicationCommandRoutes,
  ...entitlementRoutes,
  ...channelMessageRoutes,
  ...reactionRoutes,
  ...interactionCallbackRoutes,
  ...webhookRoutes,
];
