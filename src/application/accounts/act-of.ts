import type { Act } from '#ports/member-store.ts';
import type { Asking } from './credit-service.ts';

/** The act of a decision; its key is the interaction's, so that a repeated delivery records it once. */
export const actOf = ({ userId, interactionId }: Asking, atMs: number): Act => ({
  key: `act:${interactionId}`,
  author: userId,
  atMs,
});
