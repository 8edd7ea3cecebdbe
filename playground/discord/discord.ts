import type { Endpoints } from '#playground/discord/endpoint/endpoints.ts';
import type { SigningKey } from '#playground/discord/endpoint/signing-key.ts';
import type { FaultBox } from '#playground/discord/faults/fault-box.ts';
import type { LastingFaults } from '#playground/discord/faults/lasting-faults.ts';
import type { CommandCreates } from '#playground/discord/rest/command-creates.ts';
import type { OldEditLimit } from '#playground/discord/rest/old-edit-limit.ts';
import type { Cdn } from '#playground/discord/state/cdn.ts';
import type { CommandStore } from '#playground/discord/state/command-store.ts';
import type { PlaygroundEvent } from '#playground/discord/state/event.ts';
import type { InteractionStore } from '#playground/discord/state/interaction.ts';
import type { MessageStore } from '#playground/discord/state/message-store.ts';
import type { OverrideBook } from '#playground/discord/state/override-book.ts';
import type { SalesBook } from '#playground/discord/state/sales-book.ts';
import type { World } from '#playground/discord/world/world.ts';
import type { PlaygroundClock } from './clock.ts';
import type { Signal } from './signal.ts';
import type { Mint } from './snowflakes.ts';
import type { Traffic } from './traffic.ts';

/** One local Discord's state; passed to every part, owned by `startPlayground`. */
export type Discord = {
  readonly clock: PlaygroundClock;
  readonly mint: Mint;
  readonly world: World;
  readonly token: string;
  /** How many shards bots are told to connect with. */
  readonly shards: number;
  readonly signing: SigningKey;
  readonly endpoints: Endpoints;
  readonly messages: MessageStore;
  readonly interactions: InteractionStore;
  readonly commands: CommandStore;
  readonly sales: SalesBook;
  readonly overrides: OverrideBook;
  readonly events: Signal<PlaygroundEvent>;
  readonly cdn: Cdn;
  readonly faults: FaultBox;
  readonly lasting: LastingFaults;
  readonly traffic: Traffic;
  readonly oldEdits: OldEditLimit;
  readonly commandCreates: CommandCreates;
  /** The server's own address, known once it listens. */
  readonly origin: () => string;
  /** Hands an event to the bot's gateway sessions. */
  readonly dispatch: (event: GatewayDispatch) => void;
};

/** An event for the bot. `intent` is the bit that must be set; `null` events always come. */
export type GatewayDispatch = {
  readonly name: string;
  readonly data: unknown;
  /** What a session with the message content intent gets instead. */
  readonly dataWithContent?: unknown;
  readonly intent: number | null;
  readonly guildId: string | null;
};
