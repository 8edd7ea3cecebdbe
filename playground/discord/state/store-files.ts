import sharp from 'sharp';
import type { Discord } from '#playground/discord/discord.ts';
import { invalidField, refusal } from '#playground/discord/discord-error.ts';
import type { UploadedPart } from '#playground/discord/rest/rest-request.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { MessageBody } from '#playground/discord/rules/message-schema.ts';
import type { StoredFile } from './stored-message.ts';

/** Discord keeps letters, digits, dots, dashes and underscores of a file's name. */
const safeName = (name: string): string => name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');

const opaque = 'application/octet-stream';

/** Discord looks into a file for its kind; what the client says counts only where it finds none. */
const examine = async (part: UploadedPart): Promise<Pick<StoredFile, 'contentType' | 'size'>> => {
  if (!part.contentType.startsWith('image/') && part.contentType !== opaque) {
    return { contentType: part.contentType, size: null };
  }
  try {
    const { width, height, format } = await sharp(part.bytes).metadata();
    return { contentType: `image/${format}`, size: { width, height } };
  } catch {
    // Files that only claim to be pictures are taken as well; they merely have no size.
    return { contentType: part.contentType, size: null };
  }
};

/** The most one file may hold in this channel, as enforced. */
export const fileBytesMax = (discord: Discord, guildId: string | null): number => {
  const lowered = discord.faults.fileLimit();
  return lowered === null ? promisedFileBytes(discord, guildId) : lowered.bytes;
};

/** The limit that an interaction's `attachment_size_limit` names. */
export const promisedFileBytes = (discord: Discord, guildId: string | null): number => {
  const lowered = discord.faults.fileLimit();
  if (lowered?.told === true) return lowered.bytes;
  const level = guildId === null ? 0 : (discord.world.guilds.get(guildId)?.boostLevel ?? 0);
  return limits.fileBytesByBoostLevel[level] ?? limits.fileBytes;
};

/** One uploaded part as a stored file with an id of its own. */
export const storeFile = async (
  discord: Discord,
  part: UploadedPart,
  described: NonNullable<MessageBody['attachments']>[number] | null = null,
): Promise<StoredFile> => {
  const filename = safeName(described?.filename ?? part.filename);
  return {
    id: discord.mint.snowflake(),
    filename,
    bytes: part.bytes,
    description: described?.description ?? null,
    spoiler: described?.is_spoiler ?? filename.startsWith('SPOILER_'),
    ...(await examine(part)),
  };
};

/**
 * The files a message has after a write. On a new message `kept` is empty; on an edit a list of
 * attachments must name everything that stays, and no list keeps everything and appends.
 */
export const filesAfterWrite = async (options: {
  readonly discord: Discord;
  readonly guildId: string | null;
  readonly listed: MessageBody['attachments'];
  readonly uploads: readonly UploadedPart[];
  readonly kept: readonly StoredFile[];
}): Promise<readonly StoredFile[]> => {
  const { discord, listed, uploads, kept } = options;
  const bytesMax = fileBytesMax(discord, options.guildId);
  if (uploads.some((part) => part.bytes.byteLength > bytesMax)) throw refusal('file-too-large');
  if (listed === null || listed === undefined) {
    const fresh = await Promise.all(uploads.map((part) => storeFile(discord, part)));
    return atMostTen([...kept, ...fresh]);
  }
  const files = await Promise.all(
    listed.map(async (entry, index) => {
      const upload = uploads.find((part) => part.placeholder === entry.id);
      if (upload !== undefined) return storeFile(discord, upload, entry);
      const old = kept.find((file) => file.id === entry.id);
      if (old === undefined) {
        throw invalidField(
          `attachments.${index}.id`,
          'ATTACHMENT_NOT_FOUND',
          'Attachment data not found',
        );
      }
      return {
        ...old,
        description: entry.description === undefined ? old.description : entry.description,
        spoiler: entry.is_spoiler ?? old.spoiler,
      };
    }),
  );
  return atMostTen(files);
};

const atMostTen = (files: readonly StoredFile[]): readonly StoredFile[] => {
  if (files.length > limits.files) throw refusal('too-many-files');
  return files;
};
