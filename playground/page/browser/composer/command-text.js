/**
 * Slash commands as people type them. Pure: from the registered commands and a text to what is
 * meant, so that `/draw prompt: a lighthouse` works without ever touching the picker.
 */

/**
 * @import { APIApplicationCommandOption } from 'discord-api-types/v10'
 * @import { CommandLeaf } from './command-text.js'
 */

const subcommand = 1;
const subcommandGroup = 2;
const stringOption = 3;

/** @type {typeof import('./command-text.js').flattenCommands} */
export const flattenCommands = (commands) =>
  commands
    .filter((command) => (command.type ?? 1) === 1)
    .flatMap((command) =>
      leavesOf(command.id, command, [], {
        name: command.name,
        registeredName: command.name_localizations?.['en-US'] ?? command.name,
      }),
    );

/**
 * @param {string} commandId
 * @param {{ readonly name: string; readonly description: string; readonly options?: readonly APIApplicationCommandOption[] }} node
 * @param {CommandLeaf['path']} path
 * @param {Pick<CommandLeaf, 'name' | 'registeredName'>} names of the node, with those above it
 * @returns {readonly CommandLeaf[]}
 */
function leavesOf(commandId, node, path, names) {
  const options = node.options ?? [];
  const nested = options.filter(
    (option) => option.type === subcommand || option.type === subcommandGroup,
  );
  if (nested.length === 0) {
    // Discord refuses to register anything else, but a picker must not depend on that.
    const required = options.filter((option) => option.required === true);
    const optional = options.filter((option) => option.required !== true);
    return [
      {
        commandId,
        ...names,
        description: node.description,
        path,
        options: [...required, ...optional],
      },
    ];
  }
  return nested.flatMap((child) =>
    leavesOf(commandId, child, [...path, { name: child.name, type: child.type }], {
      name: `${names.name} ${child.name}`,
      registeredName: `${names.registeredName} ${child.name}`,
    }),
  );
}

/** @type {typeof import('./command-text.js').matchCommands} */
export function matchCommands(leaves, text) {
  if (!text.startsWith('/')) return [];
  const typed = text.slice(1).toLowerCase().trimEnd();
  return leaves
    .map((leaf, order) => ({ leaf, order, rank: rankOf(leaf, typed) }))
    .filter((candidate) => candidate.rank < 4)
    .toSorted((left, right) => left.rank - right.rank || left.order - right.order)
    .map((candidate) => candidate.leaf);
}

/** What a leaf can be typed as. @type {(leaf: CommandLeaf) => readonly string[]} */
const namesOf = ({ name, registeredName }) => [...new Set([name, registeredName])];

/** @type {(leaf: CommandLeaf, typed: string) => number} */
const rankOf = (leaf, typed) => Math.min(...namesOf(leaf).map((name) => rankOfName(name, typed)));

/** @type {(leafName: string, typed: string) => number} */
function rankOfName(leafName, typed) {
  const name = leafName.toLowerCase();
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 1;
  if (name.split(/[ _-]/).some((word) => word.startsWith(typed))) return 2;
  return typed.length > 1 && name.includes(typed) ? 3 : 4;
}

/** @type {typeof import('./command-text.js').exactCommand} */
export const exactCommand = (leaves, text) =>
  leaves.find((leaf) =>
    namesOf(leaf).some((name) => `/${name}` === text.trimEnd().toLowerCase()),
  ) ?? null;

/** @type {typeof import('./command-text.js').parseCommandText} */
export function parseCommandText(leaves, text) {
  const lower = text.toLowerCase();
  for (const leaf of leaves) {
    const name = namesOf(leaf).find(
      (each) => lower.startsWith(`/${each}`) && /^(\s|$)/.test(text.slice(each.length + 1)),
    );
    if (name !== undefined) return { leaf, values: readValues(leaf, text.slice(name.length + 1)) };
  }
  return null;
}

/** @type {(leaf: CommandLeaf, text: string) => Record<string, string>} */
function readValues(leaf, text) {
  const marks = optionMarks(leaf, text);
  const first = marks[0];
  const unnamed = text.slice(0, first?.start ?? text.length).trim();
  const unnamedOption = leaf.options.find((option) => option.type === stringOption);
  /** @type {Record<string, string>} */
  const values = {};
  if (unnamed !== '' && unnamedOption !== undefined) values[unnamedOption.name] = unnamed;
  marks.forEach((mark, index) => {
    values[mark.name] = text.slice(mark.end, marks[index + 1]?.start ?? text.length).trim();
  });
  return values;
}

/**
 * Where `name:` stands in the text. Each option counts once, at its first place: a later
 * `prompt:` belongs to the value, as any other word does.
 * @param {CommandLeaf} leaf
 * @param {string} text
 */
function optionMarks(leaf, text) {
  const seen = new Set();
  const marks = [];
  for (const match of text.matchAll(/(?<=^|\s)([-_\p{L}\p{N}]{1,32}):(?=\s|$|\S)/gu)) {
    const name = (match[1] ?? '').toLowerCase();
    if (seen.has(name) || !leaf.options.some((option) => option.name === name)) continue;
    seen.add(name);
    marks.push({ name, start: match.index, end: match.index + match[0].length });
  }
  return marks;
}

/** @type {typeof import('./command-text.js').splitTypedOption} */
export function splitTypedOption(leaf, field, takenNames, text) {
  const leading = /^\s*([-_\p{L}\p{N}]{1,32}):\s*/u.exec(text);
  const leadingName = leading?.[1]?.toLowerCase();
  if (leading !== null && leadingName !== undefined) {
    const free = leadingName === field || !takenNames.includes(leadingName);
    if (free && leaf.options.some((option) => option.name === leadingName)) {
      return { before: '', name: leadingName, after: text.slice(leading[0].length) };
    }
  }
  // Only at the moment the colon is typed: text that is already there stays where it is.
  const trailing = /\s([-_\p{L}\p{N}]{1,32}):$/u.exec(text);
  const name = trailing?.[1]?.toLowerCase();
  if (trailing === null || name === undefined || takenNames.includes(name)) return null;
  if (!leaf.options.some((option) => option.name === name)) return null;
  return { before: text.slice(0, trailing.index), name, after: '' };
}
