import { channelId, guildId, type JobId, mintJobId, userId } from '#domain/ids.ts';
import type { JobDraft } from '#ports/job-store.ts';
import type { Store } from '#ports/store.ts';

const GUILDS = 2_500;
const MEMBERS_PER_GUILD = 20;
const AT_ONCE = 64;

/** The credits of every server. */
export const QUOTA = 1_000_000;
/** When the first job was accepted; each later one a millisecond after. */
export const START_MS = Date.UTC(2026, 10, 1);

/** Gives every server its account with the month's credits, as it has one from its first job on. */
export async function openAccounts(store: Store): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < GUILDS) await store.account(draftOf(next++).origin.guildId, QUOTA, START_MS);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** The job of that number, of one of 50,000 members of 2,500 servers. */
export function draftOf(number: number, parentId: JobId | null = null): JobDraft {
  const bytes = Uint8Array.from({ length: 7 }, (_, i) => (number * 7 + i * 31) & 255);
  const id = mintJobId(START_MS + number, bytes);
  const guild = (number * 7_919) % GUILDS;
  const member = (number * 104_729) % MEMBERS_PER_GUILD;
  return {
    id,
    parentId,
    rootId: parentId ?? id,
    origin: {
      interactionId: `${1_300_000_000_000_000_000n + BigInt(number)}`,
      interactionToken: 'a'.repeat(200),
      interactionAtMs: START_MS,
      applicationId: '1300000000000000001',
      guildId: guildId(`14${guild}`.padEnd(19, '0')),
      channelId: channelId('1500000000000000000'),
      userId: userId(`16${guild}x${member}`.padEnd(19, '0')),
      userName: 'somebody',
      locale: 'en-US',
      serverLocale: null,
      sourceMessageId: null,
      attachmentBytesMax: 10_485_760,
    },
    request: {
      action: 'imagine',
      cell: null,
      prompt: 'a lighthouse on a cliff in a storm, oil on canvas --ar 3:2 --v 7 '.repeat(2),
      speed: 'fast',
    },
    vendor: 'studio',
    priceCredits: 8,
    dueAtMs: START_MS + number,
  };
}

/** Accepts the draft; throws where the store does not. */
export async function accept(store: Store, draft: JobDraft): Promise<JobDraft> {
  const outcome = await store.acceptJob(draft, QUOTA, START_MS);
  if (outcome.kind !== 'accepted') throw new Error(`a job was not accepted: ${outcome.kind}`);
  return draft;
}

/** Accepts that many jobs and ends them, as fast as the store lets it. */
export async function fillStore(store: Store, count: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const { id } = await accept(store, draftOf(next++));
      await store.saveEvent({ id, revision: 0 }, { kind: 'job-cancelled' }, START_MS);
      await store.saveEvent({ id, revision: 1 }, { kind: 'notice-shown' }, START_MS);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
