import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { CommandPicker, TypedHint } from '../picker/command-picker.js';
import { usePage } from '../store/page-context.js';
import { recipientName } from '../store/people-names.js';
import { surroundingsOf } from '../store/surroundings.js';
import { CommandForm } from './command-form.js';
import { exactCommand, flattenCommands, matchCommands, parseCommandText } from './command-text.js';
import { fillCommand } from './command-values.js';
import { commandsHere } from './place-commands.js';

/**
 * @import { CommandLeaf } from './command-text.js'
 * @import { Fields } from './command-values.js'
 */

/**
 * Where the person writes: plain text, or a command typed as text. Picking a command, or typing
 * its name and a space, goes on in the command's form.
 * @param {{ fill: { readonly text: string; readonly count: number } }} props
 */
export function Composer({ fill }) {
  const { state, acts } = usePage();
  const [text, setText] = useState('');
  const [form, setForm] = useState(
    /** @type {{ leaf: CommandLeaf; fields: Fields } | null} */ (null),
  );
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const focusAgain = useRef(false);
  const commands = commandsHere(state);
  const leaves = useMemo(() => flattenCommands(commands), [commands]);
  const { channelId, guildId } = state.place;

  /** @param {string} value */
  const write = (value) => {
    setActive(0);
    setClosed(false);
    const leaf = value.endsWith(' ') ? exactCommand(leaves, value) : null;
    setText(leaf === null ? value : '');
    setForm(leaf === null ? null : { leaf, fields: {} });
  };
  useEffect(() => {
    if (fill.count === 0) return;
    focusAgain.current = true;
    write(fill.text);
    box.current?.focus();
  }, [fill.count]);
  useEffect(() => setForm(null), [channelId]);
  useLayoutEffect(() => {
    if (box.current === null) return;
    if (focusAgain.current) box.current.focus();
    focusAgain.current = false;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [text, form === null]);

  const typed = useMemo(() => parseCommandText(leaves, text), [leaves, text]);
  const naming = typed === null || exactCommand([typed.leaf], text.trim()) !== null;
  const matches = useMemo(
    () => (naming && !closed ? matchCommands(leaves, text) : []),
    [leaves, text, naming, closed],
  );
  const offered = text.includes('\n') ? [] : matches;

  /** @param {CommandLeaf} leaf */
  const pick = (leaf) => {
    if (leaf.options.length === 0 && exactCommand([leaf], text) !== null) return run(leaf, {});
    setForm({ leaf, fields: {} });
    setText('');
  };
  /** @type {(leaf: CommandLeaf, fields: Fields) => void} */
  const run = (leaf, fields) => {
    if (channelId === null) return;
    const filled = fillCommand(leaf, fields, surroundingsOf(state));
    if (Object.keys(filled.problems).length > 0) setForm({ leaf, fields });
    else if (!acts.runCommand({ guildId, channelId }, leaf, filled)) return;
    setText('');
  };
  const submit = () => {
    const chosen = offered[active];
    if (chosen !== undefined) return pick(chosen);
    if (typed !== null) {
      const entries = Object.entries(typed.values).map(([name, value]) => [name, { text: value }]);
      return run(typed.leaf, Object.fromEntries(entries));
    }
    if (channelId !== null && text.trim() !== '' && acts.sendMessage(channelId, text.trim()))
      setText('');
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const count = offered.length;
    if (event.key === 'Enter' && !event.shiftKey) submit();
    else if (event.key === 'Escape' && count > 0) setClosed(true);
    else if (count === 0) return;
    else if (event.key === 'ArrowDown') setActive((active + 1) % count);
    else if (event.key === 'ArrowUp') setActive((active + count - 1) % count);
    else if (event.key === 'Tab' && !event.shiftKey)
      pick(offered[active] ?? /** @type {CommandLeaf} */ (offered[0]));
    else return;
    event.preventDefault();
  };
  /** @param {string} kept what of the form goes on as text */
  const leaveForm = (kept) => {
    setForm(null);
    setText(kept);
    focusAgain.current = true;
  };

  if (channelId === null) return null;
  if (form !== null) {
    return html`<div class="composer">
      <${CommandForm} key=${form.leaf.name} leaf=${form.leaf} start=${form.fields} onLeave=${leaveForm} />
    </div>`;
  }
  return html`<div class="composer">
    ${
      offered.length > 0
        ? html`<${CommandPicker} leaves=${offered} active=${active} onHover=${setActive} onPick=${pick} />`
        : typed !== null && !naming && html`<${TypedHint} typed=${typed} />`
    }
    <div class="composer-box">
      <textarea
        ref=${box}
        rows="1"
        aria-label="Message"
        placeholder=${placeholder(state.place, state)}
        autocomplete="off"
        enterkeyhint="send"
        maxlength="6000"
        aria-autocomplete="list"
        aria-controls=${offered.length > 0 ? 'command-picker' : undefined}
        aria-activedescendant=${offered.length > 0 ? `command-${active}` : undefined}
        value=${text}
        onInput=${/** @param {InputEvent} event */ (event) => event.currentTarget instanceof HTMLTextAreaElement && write(event.currentTarget.value)}
        onKeyDown=${onKeyDown}
      ></textarea>
      <button type="button" class="send" aria-label="Send message" disabled=${text.trim() === ''} onClick=${submit}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4l17 8-17 8 3-8zM7 12h8" /></svg>
      </button>
    </div>
  </div>`;
}

/** @type {(place: { readonly guildId: string | null; readonly channelId: string | null }, state: import('../store/page-state.js').PageState) => string} */
function placeholder({ guildId, channelId }, state) {
  const guild = state.guilds.find((candidate) => candidate.id === guildId);
  if (guild !== undefined)
    return `Message #${guild.channels.find((channel) => channel.id === channelId)?.name ?? ''}`;
  const channel = state.directMessages.find((candidate) => candidate.id === channelId);
  return `Message @${recipientName(channel !== undefined && 'recipients' in channel ? channel : {})}`;
}
