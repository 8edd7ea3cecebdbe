/**
 * What a component's custom id says, and back: `f1.<job id>.<token>`. Relies on the domain's tokens
 * for what can be pressed; ids come back from outside, so reading one never throws and accepts
 * exactly one spelling of each. It never looks anything up: whether the job exists, belongs to the
 * server and offers the action is decided inside.
 */
import { type Button, buttonToken, parseButtonToken } from '#domain/button.ts';
import { type JobId, parseJobId } from '#domain/ids.ts';

/** Grows when old messages would be misread; buttons of older versions are then told apart. */
const VERSION = 'f1';

/** What can be pressed that is no action on a result. No control is spelled like an action's token. */
export const CONTROLS = ['cancel', 'favourite'] as const;
export type Control = (typeof CONTROLS)[number];

/** A pressed component: an action on a finished job, or a control of a job. */
export type CustomId =
  | { readonly kind: 'button'; readonly jobId: JobId; readonly button: Button }
  | { readonly kind: 'control'; readonly jobId: JobId; readonly control: Control }
  | { readonly kind: 'texts'; readonly jobId: JobId; readonly part: TextsPart };

/** What can be pressed under words that a job found; all of it leads to a dialog or a question first. */
export const TEXTS_PARTS = ['t1', 't2', 't3', 't4', 't5', 'all', 'all-yes', 'details'] as const;
export type TextsPart = (typeof TEXTS_PARTS)[number];

/** Far below Discord's 100 characters: 2 + 16 + a token of at most 9, and two dots. */
export function encodeCustomId(id: CustomId): string {
  return `${VERSION}.${id.jobId}.${tokenOf(id)}`;
}

function tokenOf(id: CustomId): string {
  switch (id.kind) {
    case 'button':
      return buttonToken(id.button);
    case 'control':
      return id.control;
    case 'texts':
      return id.part;
    default:
      return id satisfies never;
  }
}

/** The meaning of a custom id, or null for anything this version did not write. */
export function decodeCustomId(text: string): CustomId | null {
  const [version, id, token, ...rest] = text.split('.');
  if (version !== VERSION || id === undefined || token === undefined || rest.length > 0)
    return null;
  const jobId = parseJobId(id);
  if (jobId === null) return null;
  const button = parseButtonToken(token);
  if (button !== null) return { kind: 'button', jobId, button };
  const part = TEXTS_PARTS.find((name) => name === token);
  if (part !== undefined) return { kind: 'texts', jobId, part };
  const control = CONTROLS.find((name) => name === token);
  return control === undefined ? null : { kind: 'control', jobId, control };
}
