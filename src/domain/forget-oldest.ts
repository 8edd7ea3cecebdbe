/** Forgets what was put in longest ago, as long as there is more than so much: how a memory stays bounded. */
export function forgetOldest<Key>(
  kept: {
    readonly size: number;
    keys(): Iterable<Key>;
    delete(key: Key): unknown;
  },
  most: number,
): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
