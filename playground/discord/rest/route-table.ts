import type { Route } from './rest-request.ts';
import { applicationCommandRoutes } from './routes/application-commands.ts';
import { channelMessageRoutes } from './routes/channel-messages.ts';
import { interactionCallbackRoutes } from './routes/interaction-callback.ts';
import { placeRoutes } from './routes/places.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { webhookRoutes } from './routes/webhook.ts';

/** Every REST route the playground knows. Anything else is refused and recorded as unknown. */
export const routeTable: readonly Route[] = [
  ...placeRoutes,
  ...applicationCommandRoutes,
  ...channelMessageRoutes,
  ...reactionRoutes,
  ...interactionCallbackRoutes,
  ...webhookRoutes,
];
