/**
 * Every job has a unique interaction id, so that a repeated delivery finds the same job: the first one has the plain
 * id, those shown in follow-up messages have the id and their number from 1.
 */
export function interactionPart(interactionId: string, number: number): string {
  return `${interactionId}-${number}`;
}

/** Whether the job's progress is shown in a follow-up message, if anywhere. */
export const isInteractionPart = (interactionId: string): boolean => interactionId.includes('-');

/** Discord's own id of the interaction. */
export function wholeInteraction(part: string): string {
  return part.split('-')[0] ?? part;
}
