/**
 * Each job names an interaction of its own, so that a repeated delivery meets the same job: the one that its answer shows by
 * the plain id, those that follow the answer by the id and their number from 1 on.
 */
export function interactionPart(interactionId: string, number: number): string {
  return `${interactionId}-${number}`;
}

/** Whether the job's progress shows in a message that follows the answer, if anywhere. */
export const isInteractionPart = (interactionId: string): boolean => interactionId.includes('-');

/** Discord's own id of the interaction. */
export function wholeInteraction(part: string): string {
  return part.split('-')[0] ?? part;
}
