/** Removes the oldest entries until the map has at most the given size, which keeps caches bounded. */
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
