import { createHash } from 'node:crypto';

/** The names of stored pictures, in a folder and in a bucket: `ab/cd/<SHA-256 of the content in hex>.<extension>`. */

const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/jpeg', 'jpg'],
  ['image/gif', 'gif'],
  ['image/avif', 'avif'],
  ['video/mp4', 'mp4'],
  ['video/webm', 'webm'],
]);
const OTHER = ['application/octet-stream', 'bin'] as const;
const KEY = /^[0-9a-f]{64}$/;

/** Every media type with its own extension, the common ones first, and the one for all others. */
export const ARCHIVE_KINDS: readonly (readonly [mediaType: string, extension: string])[] = [
  ...EXTENSIONS,
  OTHER,
];

/** The extension for a media type. */
export const extensionOf = (mediaType: string): string => EXTENSIONS.get(mediaType) ?? OTHER[1];

/** The media type of a stored file by its name. */
export function mediaTypeOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return ARCHIVE_KINDS.find(([, each]) => each === extension)?.[0] ?? OTHER[0];
}

/** Whether the text is a key; links from users may contain anything. */
export const isArchiveKey = (text: string): boolean => KEY.test(text);

/** The two nested folders of a key. */
export const archiveFolder = (key: string): string => `${key.slice(0, 2)}/${key.slice(2, 4)}`;

/** The key of a picture: the SHA-256 of its bytes in hex. */
export const contentKey = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** A picture's path in its archive, with slashes. */
export const archivePath = (key: string, mediaType: string): string =>
  `${archiveFolder(key)}/${key}.${extensionOf(mediaType)}`;

/** The key in a path of an archive, or in a file name. */
export const keyInPath = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).split('.')[0] ?? '';
