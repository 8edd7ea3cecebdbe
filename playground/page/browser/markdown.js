/**
 * Discord's message markdown, read into data. Pure: it relies on nothing but the text, and the
 * data holds text and checked http(s) links only. It never produces HTML.
 */

/** @import { MarkdownNode } from './markdown.js' */

/** Nesting beyond this is shown as typed; it keeps hostile text from costing time. */
const deepest = 8;

/** @type {(url: string) => boolean} */
const isWebLink = (url) => /^https?:\/\//i.test(url) && URL.canParse(url);

/**
 * @typedef {object} InlineRule
 * @property {RegExp} pattern sticky
 * @property {(match: RegExpExecArray, depth: number) => MarkdownNode | null} read
 */

/** @type {(kind: 'bold' | 'italics' | 'underline' | 'strike' | 'spoiler', pattern: RegExp) => InlineRule} */
const span = (kind, pattern) => ({
  pattern,
  read: (match, depth) => ({ kind, children: parseInline(match[1] ?? '', depth + 1) }),
});

/** @type {(url: string, label: string | null, depth: number) => MarkdownNode | null} */
const link = (url, label, depth) =>
  isWebLink(url)
    ? {
        kind: 'link',
        url,
        children: label === null ? [{ kind: 'text', text: url }] : parseInline(label, depth + 1),
      }
    : null;

/**
 * Tried in this order at each position. Every pattern's alternatives exclude each other, so
 * that a failed match costs one pass over the text and no more.
 * @type {readonly InlineRule[]}
 */
const inlineRules = [
  { pattern: /\\([^A-Za-z0-9\s])/y, read: (match) => ({ kind: 'text', text: match[1] ?? '' }) },
  {
    pattern: /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/y,
    read: (match) => ({ kind: 'code', text: (match[2] ?? '').replace(/^ (.+) $/, '$1') }),
  },
  {
    pattern: /<(https?:\/\/[^\s<>]+)>/iy,
    read: (match, depth) => link(match[1] ?? '', null, depth),
  },
  {
    pattern:
      /\[((?:\\.|[^[\]\\]|\[[^[\]\n]*\])+)\]\(\s*(?:<([^\s<>]+)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*))\s*\)/y,
    read: (match, depth) => link(match[2] ?? match[3] ?? '', match[1] ?? '', depth),
  },
  { pattern: /<@!?(\d{1,20})>/y, read: (match) => ({ kind: 'user', id: match[1] ?? '' }) },
  { pattern: /<@&(\d{1,20})>/y, read: (match) => ({ kind: 'role', id: match[1] ?? '' }) },
  { pattern: /<#(\d{1,20})>/y, read: (match) => ({ kind: 'channel', id: match[1] ?? '' }) },
  {
    pattern: /<\/([^:<>\n]{1,100}):(\d{1,20})>/y,
    read: (match) => ({ kind: 'command', name: match[1] ?? '', id: match[2] ?? '' }),
  },
  {
    pattern: /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    read: (match) => ({ kind: 'time', unixSeconds: Number(match[1]), style: match[2] ?? 'f' }),
  },
  {
    pattern: /<(a?):(\w{2,32}):(\d{1,20})>/y,
    read: (match) => ({
      kind: 'emoji',
      animated: match[1] === 'a',
      name: match[2] ?? '',
      id: match[3] ?? '',
    }),
  },
  { pattern: /@(?:everyone|here)\b/y, read: (match) => ({ kind: 'everyone', text: match[0] }) },
  {
    pattern: /https?:\/\/[^\s<>]+/iy,
    read: (match, depth) => link(trimUrl(match[0]), null, depth),
  },
  span('bold', /\*\*(?=\S)((?:\\[\s\S]|\*(?!\*)|[^*\\])+(?:\*(?=\*\*))?)\*\*(?!\*)/y),
  span('underline', /__(?=\S)((?:\\[\s\S]|_(?!_)|[^_\\])+)__(?!_)/y),
  span('italics', /\*(?=[^\s*])((?:\\[\s\S]|\*\*(?:\\[\s\S]|[^*\\])+\*\*|[^*\\])+)\*(?!\*)/y),
  span(
    'italics',
    /(?<![A-Za-z0-9])_(?=[^\s_])((?:\\[\s\S]|[^_\\]|_(?=[A-Za-z0-9]))+)_(?![A-Za-z0-9_])/y,
  ),
  span('strike', /~~(?=\S)((?:\\[\s\S]|~(?!~)|[^~\\])+)~~/y),
  span('spoiler', /\|\|((?:\\[\s\S]|\|(?!\|)|[^|\\])+)\|\|/y),
];

/** A sentence's punctuation after a bare link is not part of it. @type {(url: string) => string} */
function trimUrl(url) {
  let end = url.replace(/[.,:;"'!?*_~|]+$/, '');
  while (end.endsWith(')') && end.split('(').length < end.split(')').length) end = end.slice(0, -1);
  return end;
}

/** @type {(text: string, depth: number) => readonly MarkdownNode[]} */
function parseInline(text, depth) {
  if (depth > deepest) return [{ kind: 'text', text }];
  /** @type {MarkdownNode[]} */
  const nodes = [];
  let plain = '';
  let position = 0;
  const flush = () => {
    if (plain !== '') nodes.push({ kind: 'text', text: plain });
    plain = '';
  };
  while (position < text.length) {
    const found = readInlineAt(text, position, depth);
    if (found === null) {
      plain += text[position];
      position += 1;
      continue;
    }
    if (found.node.kind === 'text') plain += found.node.text;
    else {
      flush();
      nodes.push(found.node);
    }
    position += found.length;
  }
  flush();
  return nodes;
}

/** @type {(text: string, position: number, depth: number) => { node: MarkdownNode; length: number } | null} */
function readInlineAt(text, position, depth) {
  if (!'\\`<[@h*_~|H'.includes(text[position] ?? '')) return null;
  for (const rule of inlineRules) {
    rule.pattern.lastIndex = position;
    const match = rule.pattern.exec(text);
    const node = match === null ? null : rule.read(match, depth);
    if (match === null || node === null) continue;
    const bareLink = node.kind === 'link' && match[1] === undefined;
    return { node, length: bareLink ? node.url.length : match[0].length };
  }
  return null;
}

const listItem = /^ {0,4}(?:([-*])|(\d{1,9})\.) +(?=\S)/;

/** Lines that start a block; everything else flows together as a paragraph. @type {(lines: readonly string[], from: number) => { node: MarkdownNode; taken: number } | null} */
function readBlockAt(lines, from) {
  const line = lines[from] ?? '';
  const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (heading !== null) {
    const children = parseInline(heading[2] ?? '', 0);
    return { node: { kind: 'heading', level: (heading[1] ?? '').length, children }, taken: 1 };
  }
  if (/^-# +\S/.test(line)) {
    return { node: { kind: 'subtext', children: parseInline(line.slice(2).trim(), 0) }, taken: 1 };
  }
  if (line.startsWith('>>> ')) {
    const rest = [line.slice(4), ...lines.slice(from + 1)];
    return { node: { kind: 'quote', children: parseLines(rest) }, taken: rest.length };
  }
  if (line.startsWith('> ')) {
    const quoted = takeWhile(lines, from, (candidate) => candidate.startsWith('> '));
    const children = parseLines(quoted.map((candidate) => candidate.slice(2)));
    return { node: { kind: 'quote', children }, taken: quoted.length };
  }
  const item = listItem.exec(line);
  if (item === null) return null;
  const ordered = item[2] !== undefined;
  const items = takeWhile(lines, from, (candidate) => {
    const match = listItem.exec(candidate);
    return match !== null && (match[2] !== undefined) === ordered;
  });
  const children = items.map((candidate) => parseInline(candidate.replace(listItem, ''), 0));
  const start = ordered ? Number(item[2]) : 1;
  return { node: { kind: 'list', ordered, start, items: children }, taken: items.length };
}

/** @type {(lines: readonly string[], from: number, accept: (line: string) => boolean) => readonly string[]} */
function takeWhile(lines, from, accept) {
  let end = from;
  while (end < lines.length && accept(lines[end] ?? '')) end += 1;
  return lines.slice(from, end);
}

/** @type {(lines: readonly string[]) => readonly MarkdownNode[]} */
function parseLines(lines) {
  /** @type {MarkdownNode[]} */
  const nodes = [];
  /** @type {string[]} */
  let paragraph = [];
  const flush = () => {
    if (paragraph.length > 0) nodes.push(...parseInline(paragraph.join('\n'), 0));
    paragraph = [];
  };
  for (let index = 0; index < lines.length; ) {
    const block = readBlockAt(lines, index);
    if (block === null) paragraph.push(lines[index] ?? '');
    else {
      flush();
      nodes.push(block.node);
    }
    index += block?.taken ?? 1;
  }
  flush();
  return nodes;
}

/** @type {typeof import('./markdown.js').parseMarkdown} */
export function parseMarkdown(text) {
  const fence = /```(?:([\w+-]+)\n)?\n?([\s\S]*?)\n?```\n?/g;
  /** @type {MarkdownNode[]} */
  const nodes = [];
  let position = 0;
  for (const match of text.matchAll(fence)) {
    if ((match[2] ?? '') === '') continue;
    const before = text.slice(position, match.index).replace(/\n$/, '');
    if (before !== '') nodes.push(...parseLines(before.split('\n')));
    nodes.push({ kind: 'code-block', language: match[1] ?? '', text: match[2] ?? '' });
    position = match.index + match[0].length;
  }
  const rest = text.slice(position);
  if (rest !== '') nodes.push(...parseLines(rest.split('\n')));
  return nodes;
}

/** @type {typeof import('./markdown.js').plainText} */
export const plainText = (text) =>
  parseMarkdown(text).map(nodeText).join('').replace(/\s+/g, ' ').trim();

/** Blocks are set off by spaces, spans inside a sentence are not. */
const blockKinds = new Set(['heading', 'subtext', 'quote']);

/** @type {(node: MarkdownNode) => string} */
function nodeText(node) {
  if ('text' in node) return node.text;
  if ('children' in node) {
    const inner = node.children.map(nodeText).join('');
    return blockKinds.has(node.kind) ? ` ${inner} ` : inner;
  }
  if (node.kind === 'list')
    return ` ${node.items.map((item) => item.map(nodeText).join('')).join(' ')} `;
  if (node.kind === 'emoji') return `:${node.name}:`;
  if (node.kind === 'command') return `/${node.name}`;
  if (node.kind === 'time') return new Date(node.unixSeconds * 1000).toLocaleString();
  return node.kind === 'channel' ? '#channel' : '@mention';
}
