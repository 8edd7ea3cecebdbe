import type { UserId } from '#domain/ids.ts';

/**
 * A person as operators read it: `@ana (140000000000000001)`. Discord shows a mention's name only to those who share a
 * server with the person, and commands take the id.
 */
export const personLabel = (id: UserId): string => `<@${id}> (\`${id}\`)`;
