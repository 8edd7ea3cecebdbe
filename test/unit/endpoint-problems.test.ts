import { describe, expect, it } from 'vitest';
import { endpointProblems } from '#operations/setup-problems.ts';

const OURS = 'ab'.repeat(32);
const publicUrl = 'https://bot.example';
const interactionsUrl = `${publicUrl}/interactions`;

describe('what a start says of interactions as requests', () => {
  it.each([
    ['neither side uses them', null, { publicKey: OURS, interactionsUrl: null }, []],
    ['both sides use them', OURS, { publicKey: OURS.toUpperCase(), interactionsUrl }, []],
    ['Discord did not say', OURS, { publicKey: null, interactionsUrl }, []],
    [
      'Discord sends them and nobody takes them',
      null,
      { publicKey: OURS, interactionsUrl },
      [expect.stringMatching(/^DISCORD_PUBLIC_KEY: Discord sends interactions to https:/)],
    ],
    [
      'the key is of another application',
      'cd'.repeat(32),
      { publicKey: OURS, interactionsUrl },
      [expect.stringContaining(`this one's is ${OURS}`)],
    ],
    [
      'Discord does not know the address yet',
      OURS,
      { publicKey: OURS, interactionsUrl: null },
      [expect.stringContaining(`set ${interactionsUrl} in the developer portal`)],
    ],
  ])('%s', (_name, discordPublicKey, application, expected) => {
    expect(endpointProblems({ discordPublicKey, publicUrl }, application)).toEqual(expected);
  });
});
