import { createHash } from 'node:crypto';

// Words that are easy to read aloud and not offensive.
const WORDS = (
  'amber anchor apple arrow autumn badge bamboo basil beacon birch blossom bridge butter candle canyon carbon ' +
  'cedar chalk cherry cinder cobalt comet copper coral cotton cradle crystal dahlia daisy delta dragon ember ' +
  'falcon feather fennel fiddle forest garnet ginger glacier granite harbor hazel heron hollow indigo island ivory ' +
  'jasmine juniper kettle lagoon lantern laurel lemon lilac linen lotus magnet maple marble meadow mirror mosaic'
).split(' ');

/** Three words that a person can pass on to the operator and that are in the log; deterministic by seed. */
export function traceWords(seed: string): string {
  const bytes = createHash('sha256').update(seed).digest();
  return [0, 1, 2].map((place) => WORDS[(bytes[place] ?? 0) % WORDS.length]).join('-');
}
