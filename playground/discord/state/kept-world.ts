/**
 * Keeps a Discord in a folder, so that the next start has yesterday's messages, pictures and buttons. People's
 * languages, direct channels and messages stand in `world`, each file under its id in `files/`, written before the
 * message that names it and never changed. `world` is replaced whole: a crash leaves the last one, `SAVE_MS` older at
 * most. Ephemeral messages and interactions are not kept: Discord's clients forget the former, the latter are over.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import type { DirectChannel } from '#playground/discord/world/world.ts';
import type { PlaygroundEvent } from './event.ts';
import { filePlace } from './render-message.ts';
import type { StoredFile, StoredMessage } from './stored-message.ts';

const SAVE_MS = 500;
/** A full disk may be freed at any time. */
const AGAIN_MS = 10_000;

/** Written by `save` alone; raise `format` when the shape of a message changes: older folders then start over. */
const keptSchema = z.object({
  format: z.literal(1),
  locales: z.array(z.tuple([z.string(), z.string()])),
  directChannels: z.array(z.custom<DirectChannel>((value) => hasId(value))),
  messages: z.array(
    z.custom<
      Omit<StoredMessage, 'files'> & { readonly files: readonly Omit<StoredFile, 'bytes'>[] }
    >((value) => hasId(value)),
  ),
});

const hasId = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'id' in value;

const isWorthKeeping = ({ kind }: PlaygroundEvent): boolean =>
  kind.startsWith('message-') || kind.startsWith('reaction-') || kind === 'direct-channel-opened';

/** Fills `discord` from the folder and keeps it there from now on; the function saves once more and ends that. */
export const keepWorld = (discord: Discord, folder: string): (() => void) => {
  const filesFolder = join(folder, 'files');
  mkdirSync(filesFolder, { recursive: true });
  restore(discord, folder);
  let cancel: (() => void) | null = null;
  let isFailing = false;
  /** What is thrown in a timer would end the process, and the bot with it. */
  const trySave = () => {
    cancel = null;
    try {
      save();
      isFailing = false;
    } catch (error) {
      if (!isFailing) process.emitWarning(`The playground keeps nothing for now: ${String(error)}`);
      isFailing = true;
      cancel = discord.clock.schedule(AGAIN_MS, trySave);
    }
  };
  const save = () => {
    const written = new Set(readdirSync(filesFolder));
    const messages = [...discord.world.channels.keys()]
      .flatMap((channelId) => discord.messages.all(channelId))
      .filter(({ visibleTo }) => visibleTo === null);
    const files = messages.flatMap((message) => message.files);
    for (const file of files) {
      if (!written.has(file.id)) replaceFile(join(filesFolder, file.id), file.bytes);
    }
    const kept: z.input<typeof keptSchema> = {
      format: 1,
      locales: [...discord.world.accounts.values()].map(({ id, locale }) => [id, locale]),
      directChannels: [...discord.world.channels.values()].flatMap((channel) =>
        channel.kind === 'direct' ? [channel] : [],
      ),
      messages: messages.map((message) => ({
        ...message,
        files: message.files.map(({ bytes: _, ...file }) => file),
      })),
    };
    replaceFile(join(folder, 'world'), serialize(kept));
    const named = new Set(files.map(({ id }) => id));
    for (const id of written) if (!named.has(id)) rmSync(join(filesFolder, id));
  };
  const ignore = discord.events.listen((event) => {
    if (cancel === null && isWorthKeeping(event)) cancel = discord.clock.schedule(SAVE_MS, trySave);
  });
  return () => {
    ignore();
    cancel?.();
    trySave();
    cancel?.();
  };
};

const restore = (discord: Discord, folder: string): void => {
  const file = join(folder, 'world');
  if (!existsSync(file)) return;
  const parsed = keptSchema.safeParse(deserialize(readFileSync(file)));
  if (!parsed.success) return;
  const { world, messages, cdn } = discord;
  for (const [id, locale] of parsed.data.locales) {
    const account = world.accounts.get(id);
    if (account !== undefined) world.accounts.set(id, { ...account, locale });
  }
  for (const channel of parsed.data.directChannels) world.channels.set(channel.id, channel);
  for (const kept of parsed.data.messages) {
    if (!world.channels.has(kept.channelId)) continue;
    const files = kept.files.map((each) => fileOnDisk(each, join(folder, 'files', each.id)));
    const message = { ...kept, files };
    messages.put(message);
    for (const each of files) cdn.keep(each, filePlace(message, world));
  }
};

/** Read when somebody looks: a folder of yesterday's pictures does not fill the memory of today. */
const fileOnDisk = (file: Omit<StoredFile, 'bytes'>, path: string): StoredFile => ({
  ...file,
  get bytes() {
    return readFileSync(path);
  },
});

/** A crash leaves the old file or the new one, never half of either. */
const replaceFile = (path: string, bytes: Uint8Array): void => {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
};
