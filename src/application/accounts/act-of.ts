import type { Act } from '#ports/member-store.ts';
import type { Asking } from './credit-service.ts';

/** The record of a decision: named by the interaction it was made with, so that it is made once. */
export const actOf = ({ userId, interactionId }: Asking, atMs: number): Act => ({
  key: `act:${interactionId}`,
  author: userId,
  atMs,
});
