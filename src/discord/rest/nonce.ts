import { createHash } from 'node:crypto';

/** Discord's limit (docs.discord.com, Create Message). */
const NONCE_CHARACTERS = 25;

/** A deterministic nonce, by which Discord recognises a repeated message. */
export const nonceOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, NONCE_CHARACTERS);
