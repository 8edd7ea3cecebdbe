import type fc from 'fast-check';

/** Something that takes input from outside, and what must hold whatever comes. */
export type FuzzTarget = {
  readonly name: string;
  /** Sources that it is meant to reach, as paths begin; coverage is measured over them. */
  readonly covers: readonly string[];
  open(): Promise<{
    readonly property: fc.IAsyncPropertyWithHooks<[unknown]>;
    close(): Promise<void>;
  }>;
};

/** An answer that should have been a value. */
export class Broken extends Error {}

export function mustHold(holds: boolean, what: string): void {
  if (!holds) throw new Broken(what);
}
