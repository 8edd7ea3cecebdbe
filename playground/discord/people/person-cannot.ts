/** Thrown when a person tries what Discord's client would not offer; a mistake of the test or page. */
export class PersonCannot extends Error {}
