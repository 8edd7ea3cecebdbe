/**
 * Assembles the event handlers, connects to Discord, and registers the commands. It relies on the gateway buffering
 * events until a handler is set. It never starts before the worker and the web server can serve an event.
 */
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { AppContext } from '#application/app-context.ts';
import type { Application } from '#application/application.ts';
import type { Config } from '#config/config.ts';
import { readChannelAccess } from '#discord/commands/channel-access.ts';
import { loadCommands, servableCommands } from '#discord/commands/load-commands.ts';
import { createOverrideReader } from '#discord/commands/read-overrides.ts';
import { registerOnce } from '#discord/commands/register-once.ts';
import type { PressedMarks } from '#discord/components/pressed-marks.ts';
import { createDirectMessenger } from '#discord/delivery/direct-messenger.ts';
import type { PlaceMemory } from '#discord/delivery/place-memory.ts';
import type { Gateway, GatewayIdentity } from '#discord/gateway/gateway-port.ts';
import { createIntake } from '#discord/gateway/intake.ts';
import { createRequestLimits } from '#discord/gateway/request-limits.ts';
import { createInteractionRouter } from '#discord/gateway/route-interaction.ts';
import { runShards } from '#discord/gateway/run-shards.ts';
import { createSales, type Sales } from '#discord/gateway/sales.ts';
import { createReactionRouter } from '#discord/gateway/take-reaction.ts';
import { createAnswers } from '#discord/replies/answer.ts';
import { createBusyAnswers } from '#discord/replies/busy-answers.ts';
import type { ShardLeases } from '#ports/shard-leases.ts';
import { uptimeMs } from '#system/clock.ts';
import { createLoopLoad } from '#system/loop-load.ts';
import { endLoading } from '#system/process-settings.ts';
import type { Closing } from '#system/shutdown.ts';
import type { InteractionEndpoint } from '#web/interaction-routes.ts';
import type { OperatorSide } from './operator-side.ts';

const COMMANDS = new URL('../commands/', import.meta.url);

type DiscordParts = {
  readonly config: Config;
  readonly gateway: Gateway;
  /** The leases of gateway shards. */
  readonly leases: ShardLeases;
  readonly places: PlaceMemory;
  readonly context: AppContext;
  readonly application: Application;
  readonly marks: PressedMarks;
  readonly operators: Pick<OperatorSide, 'guildNames' | 'soldToPerson'>;
  readonly closings: Closing[];
  /** The endpoint for interactions over HTTP; null if it is not used. */
  readonly endpoint: InteractionEndpoint | null;
};

/** Connects if this process has the role; resolves when interactions arrive and every command is registered. */
export async function connectDiscord(parts: DiscordParts): Promise<void> {
  const { config, gateway, places, application, marks, operators, closings, endpoint } = parts;
  const { clock, log, meter, presence } = parts.context;
  const { rest } = gateway;
  const commands = servableCommands(await loadCommands(COMMANDS), application);
  const directMessenger = createDirectMessenger({ rest, clock });
  const overrides = createOverrideReader({ rest, clock, log });
  gateway.onOverrides(overrides.handle);
  gateway.onServers(places.sawServers);
  const botUserId = () => gateway.identity()?.botUserId ?? null;
  const limits = createRequestLimits({ clock, meter });
  const router = createInteractionRouter({
    limits,
    application,
    commands,
    answers: createAnswers({ rest, clock, log, meter }),
    directMessenger,
    overrides,
    channelAccess: (channel) => readChannelAccess(gateway.lookups, botUserId(), channel),
    places,
    guildNames: operators.guildNames,
    marks,
    botUserId,
    clock,
    log,
  });
  const intake = createIntake({
    work: router.handle,
    underway: router.underway,
    ageMs: gateway.ageMs,
    loopLoad: createLoopLoad(),
    busy: createBusyAnswers({ rest, uptimeMs, meter, log }),
    limits,
    uptimeMs,
    meter,
    log,
  });
  if (config.reactions) {
    const reactions = createReactionRouter({
      application,
      directMessenger,
      rest,
      botUserId,
      limits,
      log,
    });
    gateway.onReaction((payload) => reactions.handle(payload));
    closings.push({ name: 'reactions', close: () => reactions.idle() });
  }
  const early: (readonly [name: string, payload: unknown])[] = [];
  let sales: Sales | null = null;
  const isSelling =
    Object.keys(config.skus).length > 0 && (config.roles.has('gateway') || endpoint !== null);
  if (isSelling) {
    const take = (name: string, payload: unknown) => {
      if (sales === null) early.push([name, payload]);
      else sales.handle(name, payload);
    };
    gateway.onSales(take);
    endpoint?.onEvent(take);
  }
  // All code is loaded, and nobody waits for an answer yet.
  endLoading();
  endpoint?.onInteraction(intake.handle);
  const { applicationId } = await identify(parts, (payload) => intake.handle(payload, null));
  const close = async () => {
    await intake.idle();
    await router.idle();
  };
  closings.push({ name: 'interactions', close });
  if (isSelling) {
    sales = createSales({
      rest,
      applicationId,
      skus: config.skus,
      service: application.credits,
      onSoldToPerson: operators.soldToPerson,
      clock,
      log,
    });
    closings.push({ name: 'sales', close: sales.close });
    // Purchases made while connecting are also in Discord's list. One of several processes reads it: later purchases
    // arrive as events, and every new session catches up by itself.
    if (await presence.takeChore('sales')) await sales.catchUp();
    // The first session of this start is already covered.
    const events = early.filter(([name]) => name !== GatewayDispatchEvents.Ready);
    for (const [name, payload] of events) sales.handle(name, payload);
  }
  if (config.roles.has('gateway') || endpoint !== null) {
    await registerOnce({ rest, applicationId, commands, presence, log });
  }
}

/** Connects this process's shards; a single process has all of them. */
async function identify(
  { config, gateway, leases, context, closings }: DiscordParts,
  onInteraction: (payload: unknown) => void,
): Promise<GatewayIdentity> {
  if (!config.roles.has('gateway')) return gateway.identify();
  const { clock, log } = context;
  const held = await runShards({ gateway, leases, onInteraction, clock, log });
  closings.push({ name: 'shards', close: held.close });
  return held.identity;
}
