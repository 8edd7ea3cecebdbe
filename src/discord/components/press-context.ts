import type { InteractionContext } from '#discord/commands/command.ts';
import type { PressedMarks } from './pressed-marks.ts';

/** What presses work with besides. */
export type PressContext = InteractionContext & { readonly marks: PressedMarks };
