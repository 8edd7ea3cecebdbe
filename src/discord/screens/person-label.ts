import type { UserId } from '#domain/ids.ts';

/**
 * A person for operators: `@ana (140000000000000001)`. Discord resolves a mention only for people who share a server,
 * and commands take the id.
 */
export const personLabel = (id: UserId): string => `<@${id}> (\`${id}\`)`;
