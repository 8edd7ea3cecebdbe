import { type UserId, userId } from '#domain/ids.ts';

const PERSON = /^(?:<@!?)?(\d{15,20})>?$/;

/** A person's id as it was typed, or pasted as a mention; null for what is none. */
export function personId(given: unknown): UserId | null {
  const [, id] = PERSON.exec(String(given ?? '').trim()) ?? [];
  return id === undefined ? null : userId(id);
}
