import type { Channel, World } from '#playground/discord/world/world.ts';
import type { AllowedMentions } from './message-schema.ts';
import { mayIn } from './permissions.ts';

/** Whom a message pings; what a person would be notified of. */
export type Mentions = {
  readonly userIds: readonly string[];
  readonly roleIds: readonly string[];
  readonly everyone: boolean;
};

export const noMentions: Mentions = { userIds: [], roleIds: [], everyone: false };

const withoutCode = (content: string): string =>
  content
    .replaceAll(/\\[\\`*_<@]/g, '')
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/``[\s\S]*?``/g, '')
    .replaceAll(/`[^`]*`/g, '');

const idsMatching = (content: string, pattern: RegExp): readonly string[] => [
  ...new Set([...content.matchAll(pattern)].flatMap((match) => match[1] ?? [])),
];

/**
 * Reads the pings out of a text. Interaction answers and webhook messages ping people only, unless
 * told otherwise; ordinary messages ping whatever the author is permitted to.
 */
export const readMentions = (options: {
  readonly world: World;
  readonly channel: Channel;
  readonly authorId: string;
  readonly content: string;
  readonly allowed: AllowedMentions | null | undefined;
  readonly usersOnlyByDefault: boolean;
  readonly repliedUserId: string | null;
}): Mentions => {
  const { world, channel, authorId, allowed } = options;
  const text = withoutCode(options.content);
  const parse =
    allowed === null || allowed === undefined
      ? options.usersOnlyByDefault
        ? ['users']
        : ['users', 'roles', 'everyone']
      : (allowed.parse ?? []);
  const guild = channel.kind === 'guild' ? world.guilds.get(channel.guildId) : undefined;
  const mayPingAll = mayIn(world, channel, authorId, 'MentionEveryone');

  const userIds = idsMatching(text, /<@!?(\d{17,20})>/g).filter(
    (id) => world.accounts.has(id) && (parse.includes('users') || allowed?.users?.includes(id)),
  );
  const roleIds = idsMatching(text, /<@&(\d{17,20})>/g).filter((id) => {
    const role = guild?.roles.find((candidate) => candidate.id === id);
    const permitted = role !== undefined && (role.mentionable || mayPingAll);
    return permitted && (parse.includes('roles') || allowed?.roles?.includes(id) === true);
  });
  const pingsReplied =
    options.repliedUserId !== null && (allowed?.replied_user ?? allowed === undefined);
  return {
    userIds: [
      ...new Set([
        ...userIds,
        ...(pingsReplied && options.repliedUserId !== null ? [options.repliedUserId] : []),
      ]),
    ],
    roleIds,
    everyone:
      guild !== undefined &&
      mayPingAll &&
      parse.includes('everyone') &&
      /@(everyone|here)\b/.test(text),
  };
};
