/** What a bot's tests use. Everything else in this package may change from one version to the next. */
export {
  createManualClock,
  type ManualClock,
  type PlaygroundClock,
} from '#playground/discord/clock.ts';
export type { FaultInput } from '#playground/discord/faults/fault.ts';
export type { Act } from '#playground/discord/people/act.ts';
export type { PostedFile } from '#playground/discord/people/channel-view.ts';
export type { OptionValues } from '#playground/discord/people/filled-options.ts';
export type { FieldValue, PersonAct } from '#playground/discord/people/person-act.ts';
export { PersonCannot } from '#playground/discord/people/person-cannot.ts';
export type { MessageReference, Person, PressTarget } from '#playground/discord/person.ts';
export type { WaitOptions } from '#playground/discord/signal.ts';
export type { InteractionState } from '#playground/discord/state/interaction.ts';
export type { CommandOverride } from '#playground/discord/state/override-book.ts';
export type { Purchase } from '#playground/discord/state/sales.ts';
export type { RecordedFile, RecordedRequest, Traffic } from '#playground/discord/traffic.ts';
export type { MessageChange, WatchedMessages } from '#playground/discord/watch-messages.ts';
export {
  buildWorld,
  type ChannelPlan,
  type GuildPlan,
  type PermissionName,
  type RolePlan,
  type WorldPlan,
} from '#playground/discord/world/build-world.ts';
export { defaultWorld, defaultWorldPlan } from '#playground/discord/world/default-world.ts';
export type { World } from '#playground/discord/world/world.ts';
export type { PageWelcome } from '#playground/page/protocol.ts';
export {
  type Playground,
  type PlaygroundOptions,
  startPlayground,
} from '#playground/start-playground.ts';
