import { channelId, guildId, userId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';

export const GUILD = guildId('130000000000000001');
export const MONTHLY_CREDITS = 10_000;

/** An interaction of one of three members. */
export function simulatedOrigin(number: number, nowMs: number): JobOrigin {
  return {
    interactionId: `11000000000000${1000 + number}`,
    interactionToken: `token-${number}`,
    interactionAtMs: nowMs,
    applicationId: '120000000000000001',
    guildId: GUILD,
    channelId: channelId('140000000000000001'),
    userId: userId(`15000000000000000${number % 3}`),
    userName: 'ada',
    locale: 'en-US',
    serverLocale: null,
    sourceMessageId: null,
    attachmentBytesMax: 10_000_000,
  };
}
