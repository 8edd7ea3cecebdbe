/** A Discord account: a person or the bot. */
export type Account = {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly bot: boolean;
  readonly acceptsDirectMessages: boolean;
  /** The language of the person's client, by Discord's code. */
  readonly locale: string;
};

export type Role = {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly position: number;
  readonly mentionable: boolean;
};

/** A channel's exception for one role or one member. */
export type Overwrite = {
  readonly targetId: string;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
};

export type GuildChannel = {
  readonly kind: 'guild';
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly topic: string;
  readonly position: number;
  readonly adultsOnly: boolean;
  /** A public thread, in this channel. */
  readonly threadOf?: string;
  /** Of a private thread, which the bot was not added to: its own token reaches nothing there, interactions do. */
  readonly isClosedToBot?: true;
  /** A voice channel's chat. */
  readonly isVoice?: true;
  readonly overwrites: readonly Overwrite[];
};

/** The conversation of one person with the bot. */
export type DirectChannel = {
  readonly kind: 'direct';
  readonly id: string;
  readonly personId: string;
};

export type Channel = GuildChannel | DirectChannel;

export type Member = {
  readonly userId: string;
  readonly roleIds: readonly string[];
  readonly joinedAtMs: number;
};

export type Guild = {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly boostLevel: 0 | 1 | 2 | 3;
  /** The language that the server is set to. */
  readonly locale: string;
  readonly roles: readonly Role[];
  readonly members: readonly Member[];
};

/** A person the visitor or a test acts as. */
export type PersonEntry = { readonly userId: string; readonly role: string };

/**
 * Who and where: accounts, servers, channels. Values are replaced, never changed in place, so
 * whoever holds one may keep it.
 */
export type World = {
  readonly applicationId: string;
  readonly applicationName: string;
  readonly botId: string;
  /** Anybody may add the application; only its owner where absent. */
  readonly applicationIsPublic?: boolean;
  readonly people: readonly PersonEntry[];
  readonly accounts: Map<string, Account>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
};
