/** Faults that last until they are cleared, and what they refuse. */
import type { PlaygroundClock } from '#playground/discord/clock.ts';
import { DiscordError } from '#playground/discord/discord-error.ts';
import type { MessageBody } from '#playground/discord/rules/message-schema.ts';
import type { Channel } from '#playground/discord/world/world.ts';
import type { Fault } from './fault.ts';

/** Every lasting fault in force. */
export type LastingFaults = {
  readonly add: (fault: LastingFault) => void;
  readonly all: () => readonly LastingFault[];
  readonly clear: () => void;
};

export type LastingFault = Extract<
  Fault,
  { readonly kind: 'block-words' | 'limit-uploads' | 'time-out-bot' | 'close-thread' }
> & { readonly sinceMs: number };

/** What of a Discord it takes to ask after its faults. */
type Faulted = {
  readonly lasting: LastingFaults;
  readonly clock: Pick<PlaygroundClock, 'nowMs'>;
};

export const createLastingFaults = (): LastingFaults => {
  let faults: readonly LastingFault[] = [];
  return {
    add: (fault) => {
      faults = [...faults, fault];
    },
    all: () => faults,
    clear: () => {
      faults = [];
    },
  };
};

/** Until when the bot is timed out in that server; null where it is not. */
export const timedOutUntilMs = (
  discord: Faulted,
  guildId: string,
  which: { readonly told?: true } = {},
): number | null => {
  const untils = discord.lasting.all().flatMap((fault) => {
    if (fault.kind !== 'time-out-bot' || fault.guildId !== guildId) return [];
    if (which.told === true && !fault.told) return [];
    const untilMs = fault.sinceMs + fault.ms;
    return untilMs > discord.clock.nowMs() ? [untilMs] : [];
  });
  return untils.length === 0 ? null : Math.max(...untils);
};

/** What the bot's own token may not write, where interaction webhooks still may. */
export const refuseClosedPlace = (discord: Faulted, channel: Channel): void => {
  if (channel.kind !== 'guild') return;
  if (timedOutUntilMs(discord, channel.guildId) !== null) {
    throw new DiscordError(403, 50013, 'Missing Permissions');
  }
  for (const fault of discord.lasting.all()) {
    if (fault.kind !== 'close-thread' || fault.channelId !== channel.id) continue;
    throw new DiscordError(400, fault.code, 'Thread takes no messages');
  }
};

/** What filters and upload limits refuse, by whichever door a message comes. */
export const refuseFiltered = (
  discord: Faulted,
  channel: Channel,
  form: MessageBody,
  uploads: number,
): void => {
  const text = JSON.stringify([form.content, form.embeds, form.components]).toLowerCase();
  for (const fault of discord.lasting.all()) {
    if (fault.kind === 'limit-uploads' && fault.channelId === channel.id && uploads > 0) {
      throw new DiscordError(403, 400001, 'Access to file uploads has been limited for this guild');
    }
    // AutoMod is a server's; harmful links are refused everywhere.
    if (fault.kind !== 'block-words' || (fault.code === 200000 && channel.kind !== 'guild'))
      continue;
    if (text.includes(fault.words.toLowerCase())) {
      throw new DiscordError(400, fault.code, 'Message was blocked');
    }
  }
};
