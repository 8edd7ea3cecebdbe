import type { Rectangle } from '#domain/geometry.ts';

/**
 * A departure from the scene: 0 none, 0.15 subtle, 0.85 another composition. Anything that touches `keep` (plane units)
 * is unchanged, so that a picture's surroundings can be repainted.
 */
export type Perturbation = {
  readonly seed: number;
  readonly strength: number;
  readonly keep?: Rectangle | undefined;
};

/** A number in [0, 1) that depends only on its arguments and the scene. */
export type Dice = (salt: string, column?: number, row?: number, touches?: Rectangle) => number;

const salts = new Map<string, number>();

/** FNV-1a, cached for the short salts that are used thousands of times per picture. */
export function hashText(text: string): number {
  const known = salts.get(text);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (const unit of text) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  if (text.length <= 16 && salts.size < 1000) salts.set(text, hash);
  return hash;
}

/** The dice of one scene: each object on the plane rolls by its own name and position, in any order. */
export function createDice(
  prompt: string,
  seed: number,
  perturbations: readonly Perturbation[],
): Dice {
  const base = hashText(prompt) ^ Math.imul(seed, 0x9e3779b1);
  return (salt, column = 0, row = 0, touches) => {
    const name = hashText(salt);
    let value = roll(base, name, column, row);
    for (const { seed: other, strength, keep } of perturbations) {
      if (keep && (!touches || overlap(keep, touches))) continue;
      value +=
        (roll(base ^ Math.imul(other + 1, 0x85ebca6b), name, column, row) - value) * strength;
    }
    return value;
  };
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

function roll(base: number, name: number, column: number, row: number): number {
  let hash = base ^ name ^ Math.imul(column | 0, 0x27d4eb2f) ^ Math.imul(row | 0, 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x100000000;
}
