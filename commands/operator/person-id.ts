import { type UserId, userId } from '#domain/ids.ts';

const PERSON = /^(?:<@!?)?(\d{15,20})>?$/;

/** A person's id, typed or pasted as a mention; null if invalid. */
export function personId(given: unknown): UserId | null {
  const [, id] = PERSON.exec(String(given ?? '').trim()) ?? [];
  return id === undefined ? null : userId(id);
}
