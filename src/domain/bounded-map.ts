/** Removes the oldest entries until the map or set has at most the given size, which keeps caches bounded. */
export function dropOldest<Key>(
  entries: {
    readonly size: number;
    keys(): Iterable<Key>;
    delete(key: Key): unknown;
  },
  most: number,
): void {
  for (const oldest of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(oldest);
  }
}

/** Sets the newest entry of a map, also if the key was there; the oldest are dropped beyond the limit. */
export function setNewest<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
  most: number,
): void {
  map.delete(key);
  map.set(key, value);
  dropOldest(map, most);
}
