/** Persistent values that are too small for their own table. */
export type FactStore = {
  /** Reads a value, such as the hash of the registered commands. */
  readFact(key: string): Promise<string | null>;
  saveFact(key: string, value: string): Promise<void>;
  /**
   * Compare-and-set: saves the value if it is still `before` (null: none). False: it was changed concurrently, and
   * nothing is saved.
   */
  replaceFact(key: string, before: string | null, value: string): Promise<boolean>;
};
