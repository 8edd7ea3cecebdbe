import { createHash } from 'node:crypto';

/** Discord's limit (docs.discord.com, Create Message). */
const NONCE_CHARACTERS = 25;

/** The same text gives the same nonce, by which Discord tells a repeated message from a new one. */
export const nonceOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, NONCE_CHARACTERS);
