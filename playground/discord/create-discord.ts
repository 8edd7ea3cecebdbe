import { createEndpoints } from '#playground/discord/endpoint/endpoints.ts';
import { createSigningKey } from '#playground/discord/endpoint/signing-key.ts';
import { createFaultBox } from '#playground/discord/faults/fault-box.ts';
import { createLastingFaults } from '#playground/discord/faults/lasting-faults.ts';
import { announceToBot } from '#playground/discord/gateway/bot-events.ts';
import { createGateway, type Gateway } from '#playground/discord/gateway/gateway.ts';
import { createCommandCreates } from '#playground/discord/rest/command-creates.ts';
import { createOldEditLimit } from '#playground/discord/rest/old-edit-limit.ts';
import { createCdn } from '#playground/discord/state/cdn.ts';
import { createCommandStore } from '#playground/discord/state/command-store.ts';
import type { PlaygroundEvent } from '#playground/discord/state/event.ts';
import { createInteractionStore } from '#playground/discord/state/interaction.ts';
import { createMessageStore } from '#playground/discord/state/message-store.ts';
import type { World } from '#playground/discord/world/world.ts';
import type { PlaygroundClock } from './clock.ts';
import type { Discord } from './discord.ts';
import { createSignal } from './signal.ts';
import { createMint } from './snowflakes.ts';
import { createTraffic } from './traffic.ts';

/** Puts one Discord together: state, gateway, and the bot being told of every change. */
export const createDiscord = (options: {
  readonly world: World;
  readonly clock: PlaygroundClock;
  readonly seed: string;
  readonly origin: () => string;
  readonly privilegedIntents: number;
  readonly shards: number;
  readonly linkLifetimeMs?: number;
}): { readonly discord: Discord; readonly gateway: Gateway } => {
  const { world, clock, origin } = options;
  const mint = createMint(clock, options.seed);
  const events = createSignal<PlaygroundEvent>();
  const account = Buffer.from(world.applicationId).toString('base64url');
  const gateway: Gateway = createGateway(() => discord, {
    allowedPrivilegedIntents: options.privilegedIntents,
  });
  const discord: Discord = {
    clock,
    mint,
    world,
    token: `${account}.${mint.secret('token').slice(0, 6)}.${mint.secret('token').slice(0, 38)}`,
    shards: options.shards,
    signing: createSigningKey(mint.secret('key')),
    endpoints: createEndpoints(),
    messages: createMessageStore(),
    interactions: createInteractionStore(),
    commands: createCommandStore(),
    overrides: new Map(),
    sales: { entitlements: new Map(), subscriptions: new Map() },
    events,
    cdn: createCdn({
      clock,
      origin,
      secret: mint.secret('cdn'),
      ...(options.linkLifetimeMs === undefined ? {} : { lifetimeMs: options.linkLifetimeMs }),
    }),
    faults: createFaultBox(),
    lasting: createLastingFaults(),
    traffic: createTraffic(() => events.emit({ kind: 'request-recorded' })),
    oldEdits: createOldEditLimit(clock),
    commandCreates: createCommandCreates(),
    origin,
    dispatch: gateway.dispatch,
  };
  events.listen((event) => announceToBot(discord, event));
  return { discord, gateway };
};
