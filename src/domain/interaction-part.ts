/**
 * One interaction may start several jobs, and each job names an interaction of its own: the first by the
 * plain id, the others by the id and their number, so that a repeated delivery meets the same jobs.
 */
export function interactionPart(interactionId: string, number: number): string {
  return number === 0 ? interactionId : `${interactionId}-${number}`;
}

/** Whether the job is one of several that an interaction started, told of in one message beside its own. */
export const isInteractionPart = (interactionId: string): boolean => interactionId.includes('-');

/** Discord's own id of the interaction. */
export function wholeInteraction(part: string): string {
  return part.split('-')[0] ?? part;
}
