import { PermissionFlagsBits } from 'discord-api-types/v10';
import { snowflakeAt } from '#playground/discord/snowflakes.ts';
import type { Account, Channel, Guild, Overwrite, World } from './world.ts';

/** A permission by Discord's name for it, as in `AttachFiles`. */
export type PermissionName = keyof typeof PermissionFlagsBits;

/** A channel in words; `deny` and `allow` are exceptions for `everyone` or anyone by name. */
export type ChannelPlan = {
  readonly name: string;
  readonly topic?: string;
  readonly adultsOnly?: boolean;
  readonly deny?: Readonly<Record<string, readonly PermissionName[]>>;
  readonly allow?: Readonly<Record<string, readonly PermissionName[]>>;
};

/** A role in words; whoever holds it is named by their role in the world. */
export type RolePlan = {
  readonly name: string;
  readonly holders: readonly string[];
  readonly permissions?: readonly PermissionName[];
};

/** A server in words; people are named by their role in the world, the bot is `bot`. */
export type GuildPlan = {
  readonly name: string;
  readonly owner: string;
  readonly members: readonly string[];
  readonly channels: readonly ChannelPlan[];
  readonly boostLevel?: 0 | 1 | 2 | 3;
  readonly locale?: string;
  readonly roles?: readonly RolePlan[];
  readonly withoutBot?: boolean;
};

/** Who and where, in words: the bot, the people by their role, the servers. */
export type WorldPlan = {
  readonly botName: string;
  readonly people: readonly {
    readonly role: string;
    readonly name: string;
    /** English if left out. */
    readonly locale?: string;
  }[];
  readonly guilds: readonly GuildPlan[];
};

const builtAtMs = Date.UTC(2024, 0, 15, 9);

const everyonePermissions: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'UseExternalEmojis',
  'UseApplicationCommands',
  'ChangeNickname',
];

/** The bits of the named permissions. */
export const permissionBits = (names: readonly PermissionName[]): bigint =>
  names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);

/** Builds a world out of words. The same words give the same ids, whatever the clock says. */
export const buildWorld = (plan: WorldPlan): World => {
  let made = 0;
  const id = () => {
    made += 1;
    return snowflakeAt(builtAtMs + made * 86_413_000, made);
  };
  const applicationId = id();
  const bot: Account = {
    id: applicationId,
    username: plan.botName.toLowerCase(),
    displayName: plan.botName,
    bot: true,
    acceptsDirectMessages: true,
    locale: 'en-US',
  };
  const accounts = new Map([[bot.id, bot]]);
  const idByName = new Map([['bot', bot.id]]);
  const people = plan.people.map(({ role, name, locale = 'en-US' }) => {
    const account: Account = {
      id: id(),
      username: name.toLowerCase(),
      displayName: name,
      bot: false,
      acceptsDirectMessages: true,
      locale,
    };
    accounts.set(account.id, account);
    idByName.set(role, account.id);
    return { userId: account.id, role };
  });
  const named = (name: string): string => {
    const found = idByName.get(name);
    if (found === undefined) throw new Error(`Nobody in this world is called "${name}".`);
    return found;
  };
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Channel>();
  for (const guildPlan of plan.guilds) {
    const guildId = id();
    const names = [guildPlan.owner, ...guildPlan.members, ...(guildPlan.withoutBot ? [] : ['bot'])];
    guilds.set(guildId, {
      id: guildId,
      name: guildPlan.name,
      ownerId: named(guildPlan.owner),
      boostLevel: guildPlan.boostLevel ?? 0,
      locale: guildPlan.locale ?? 'en-US',
      roles: [
        {
          id: guildId,
          name: '@everyone',
          permissions: permissionBits(everyonePermissions),
          position: 0,
          mentionable: false,
        },
      ],
      members: names.map((name) => ({
        userId: named(name),
        roleIds: [],
        joinedAtMs: builtAtMs,
      })),
    });
    for (const [position, channelPlan] of guildPlan.channels.entries()) {
      const exceptions = new Set([
        ...Object.keys(channelPlan.deny ?? {}),
        ...Object.keys(channelPlan.allow ?? {}),
      ]);
      const overwrites = [...exceptions].map(
        (name): Overwrite => ({
          targetId: name === 'everyone' ? guildId : named(name),
          kind: name === 'everyone' ? 'role' : 'member',
          deny: permissionBits(channelPlan.deny?.[name] ?? []),
          allow: permissionBits(channelPlan.allow?.[name] ?? []),
        }),
      );
      const channelId = id();
      channels.set(channelId, {
        kind: 'guild',
        id: channelId,
        guildId,
        name: channelPlan.name,
        topic: channelPlan.topic ?? '',
        position,
        adultsOnly: channelPlan.adultsOnly ?? false,
        overwrites,
      });
    }
  }
  // Last, so that a role more changes no other id.
  for (const [place, { roles = [] }] of plan.guilds.entries()) {
    const guild = [...guilds.values()][place];
    if (guild === undefined || roles.length === 0) continue;
    const made = roles.map(({ name, permissions = [] }, position) => ({
      id: id(),
      name,
      permissions: permissionBits(permissions),
      position: position + 1,
      mentionable: false,
    }));
    const heldBy = (userId: string) =>
      roles.flatMap(({ holders }, index) =>
        holders.some((holder) => named(holder) === userId) ? [made[index]?.id ?? ''] : [],
      );
    guilds.set(guild.id, {
      ...guild,
      roles: [...guild.roles, ...made],
      members: guild.members.map((member) => ({ ...member, roleIds: heldBy(member.userId) })),
    });
  }
  return {
    applicationId,
    applicationName: plan.botName,
    botId: bot.id,
    people,
    accounts,
    guilds,
    channels,
  };
};
