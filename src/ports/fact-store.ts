/** What outlives a restart and is too small for a table of its own. */
export type FactStore = {
  /** Small facts that outlive a restart, as the hash of the registered commands. */
  readFact(key: string): Promise<string | null>;
  saveFact(key: string, value: string): Promise<void>;
  /**
   * Saves the fact where it still is what the caller saw (`before`; null: there was none). False: somebody else saved
   * it meanwhile, and nothing changed.
   */
  replaceFact(key: string, before: string | null, value: string): Promise<boolean>;
};
