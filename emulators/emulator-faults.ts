/** What a request is for; a fault can be limited to one kind. */
export type Operation = 'submit' | 'check' | 'picture' | 'other';

/** How a fault is switched on. */
export type FaultSetting = {
  /** How often it happens before it switches itself off; for ever when absent. */
  readonly times?: number | undefined;
  /** Where the wire breaks: submits and checks when absent. Other faults have their own place. */
  readonly on?: readonly Operation[] | undefined;
  /** For `answer-with`. */
  readonly status?: number | undefined;
  /** The `Retry-After` header of `answer-with`. */
  readonly retryAfter?: string | undefined;
  /** The words of `answer-with` and of `fails-midway`, the address of `redirect`. */
  readonly text?: string | undefined;
};

/** What every emulated vendor can be made to do wrong. */
export const COMMON_FAULTS: Readonly<Record<string, string>> = {
  'answer-with': 'the documented error of `status`, before anything is accepted',
  'proxy-502': 'an HTML page with 502 from a proxy, before anything is accepted',
  'lose-answer': 'accepts, then resets the connection',
  'reset-unread': 'resets the connection without accepting',
  silent: 'accepts, then never answers',
  'not-json': 'accepts, then answers an HTML page with 200',
  truncate: 'accepts, then answers half of the JSON',
  redirect: 'answers 302 to an address on another host, before anything is accepted',
  'extra-fields': 'every object of an answer has a field nobody documented',
  'never-finishes': 'the job stays at 95 %',
  'fails-midway': 'the job fails at 50 %',
  moderated: 'the job fails with the vendor’s moderation text',
  'three-pictures': 'the job ends with three pictures',
  'progress-back': 'progress goes back now and then',
  'progress-null': 'progress is not told',
  'duplicate-webhook': 'every delivery comes twice',
  'no-webhook': 'no delivery comes',
  'forged-webhook': 'deliveries are signed with a wrong key',
  'picture-404': 'picture links are dead',
  'picture-html': 'picture links lead to a page with 200',
  'picture-huge': 'a picture claims and sends 200 MB',
  'picture-private': 'picture links redirect to a private address',
};

/** The switches of one emulator. */
export type Faults = {
  /** Switches on (`true` for its plain form) or off. Throws for a name nobody knows. */
  readonly set: (name: string, setting: FaultSetting | boolean) => void;
  readonly clear: () => void;
  /** The setting if the fault happens now; counts it. */
  readonly take: (name: string, operation?: Operation) => FaultSetting | null;
  /** Whether it is on, without counting. */
  readonly isOn: (name: string) => boolean;
  readonly settings: () => Readonly<Record<string, FaultSetting>>;
};

/** Switches for the common faults and a vendor's own. */
export function createFaults(own: Readonly<Record<string, string>>): Faults {
  const known = { ...COMMON_FAULTS, ...own };
  const active = new Map<string, FaultSetting>();
  const mustKnow = (name: string): void => {
    if (Object.hasOwn(known, name)) return;
    throw new Error(`No fault is called ${name}; there are ${Object.keys(known).join(', ')}`);
  };
  return {
    set: (name, setting) => {
      mustKnow(name);
      if (setting === false) active.delete(name);
      else active.set(name, setting === true ? {} : setting);
    },
    clear: () => active.clear(),
    take: (name, operation) => {
      mustKnow(name);
      const setting = active.get(name);
      if (setting === undefined) return null;
      const on = setting.on ?? ['submit', 'check'];
      if (operation !== undefined && !on.includes(operation)) return null;
      const left = setting.times === undefined ? undefined : setting.times - 1;
      if (left === 0) active.delete(name);
      else active.set(name, { ...setting, times: left });
      return setting;
    },
    isOn: (name) => {
      mustKnow(name);
      return active.has(name);
    },
    settings: () => Object.fromEntries(active),
  };
}
