/** One line of Server Settings, Integrations, as Discord writes it. */
export type CommandOverride = {
  readonly id: string;
  /** 1 role, 2 user, 3 channel. */
  readonly type: 1 | 2 | 3;
  readonly permission: boolean;
};

/** What administrators set: by server, then by command or, for all of them, by application. */
export type OverrideBook = Map<string, Map<string, readonly CommandOverride[]>>;
