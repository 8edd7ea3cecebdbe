/** Fields of one log line; never tokens or keys, and prompts only if the operator enabled that. */
export type LogFacts = { readonly [name: string]: unknown };

/** Structured log: one line per state change. */
export type Log = {
  debug(facts: LogFacts, message: string): void;
  info(facts: LogFacts, message: string): void;
  warn(facts: LogFacts, message: string): void;
  error(facts: LogFacts, message: string): void;
};
