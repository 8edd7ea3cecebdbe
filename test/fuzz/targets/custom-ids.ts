import fc from 'fast-check';
import { decodeCustomId, encodeCustomId } from '#discord/components/custom-id.ts';
import { BUTTONS } from '#domain/button.ts';
import { mintJobId } from '#domain/ids.ts';
import { mutated } from '../arbitraries.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const genuine = fc
  .tuple(fc.constantFrom(...BUTTONS), fc.nat(), fc.uint8Array({ minLength: 7, maxLength: 7 }))
  .map(([button, atMs, random]) =>
    encodeCustomId({ kind: 'button', jobId: mintJobId(atMs, random), button }),
  );

/** Buttons that somebody forged: read as nothing, or as what is spelled exactly like that. */
export default {
  name: 'custom ids',
  covers: ['src/discord/components/custom-id', 'src/domain/button', 'src/domain/ids'],
  open: async () => ({
    property: fc.asyncProperty(
      fc.oneof(mutated(genuine), fc.string({ maxLength: 120 })),
      async (id) => {
        const decoded = decodeCustomId(id);
        mustHold(decoded === null || encodeCustomId(decoded) === id, `${id} has two spellings`);
      },
    ),
    close: async () => {},
  }),
} satisfies FuzzTarget;
