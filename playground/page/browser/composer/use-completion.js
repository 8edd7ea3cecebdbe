import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../store/page-context.js';
import { surroundingsOf } from '../store/surroundings.js';
import { fillCommand } from './command-values.js';

/**
 * @import { CommandLeaf } from './command-text.js'
 * @import { Choice, Fields } from './command-values.js'
 */

/** Fast typing asks once. */
const settleMs = 150;

/**
 * Asks the bot for an option's choices as the person types; empty until the first answer.
 * @param {boolean} wanted
 * @param {CommandLeaf} leaf
 * @param {string} name
 * @param {Fields} fields
 * @returns {readonly Choice[]}
 */
export function useCompletion(wanted, leaf, name, fields) {
  const { state, acts } = usePage();
  const nonce = useRef('');
  const last = useRef(/** @type {readonly Choice[]} */ ([]));
  const text = fields[name]?.text ?? '';
  const { channelId } = state.place;
  useEffect(() => {
    if (!wanted || channelId === null) return;
    const timer = setTimeout(() => {
      const { options } = fillCommand(leaf, fields, surroundingsOf(state), name);
      nonce.current = acts.complete(channelId, leaf.commandId, options);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [wanted, channelId, text]);
  // An answer to an older question would flicker; the previous list stays until the newest comes.
  if (state.choices !== null && state.choices.nonce === nonce.current)
    last.current = state.choices.choices;
  return last.current;
}
