/**
 * Discord's message markdown, read into data. Pure: it relies on nothing but the text, and the
 * data holds text and checked http(s) links only. It never produces HTML.
 */
import { parseSpans } from './markdown-spans.js';

/** @import { MarkdownNode } from './markdown.js' */

const listItem = /^ {0,4}(?:([-*])|(\d{1,9})\.) +(?=\S)/;

/** Lines that start a block; everything else flows together as a paragraph. @type {(lines: readonly string[], from: number) => { node: MarkdownNode; taken: number } | null} */
function readBlockAt(lines, from) {
  const line = lines[from] ?? '';
  const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (heading !== null) {
    const children = parseSpans(heading[2] ?? '');
    return { node: { kind: 'heading', level: (heading[1] ?? '').length, children }, taken: 1 };
  }
  if (/^-# +\S/.test(line)) {
    return { node: { kind: 'subtext', children: parseSpans(line.slice(2).trim()) }, taken: 1 };
  }
  const item = listItem.exec(line);
  if (item === null) return null;
  const ordered = item[2] !== undefined;
  const items = takeWhile(lines, from, (candidate) => {
    const match = listItem.exec(candidate);
    return match !== null && (match[2] !== undefined) === ordered;
  });
  const children = items.map((candidate) => parseSpans(candidate.replace(listItem, '')));
  const start = ordered ? Number(item[2]) : 1;
  return { node: { kind: 'list', ordered, start, items: children }, taken: items.length };
}

/** @type {(lines: readonly string[], from: number) => { node: MarkdownNode; taken: number } | null} */
function readQuoteAt(lines, from) {
  const line = lines[from] ?? '';
  if (line.startsWith('>>> ')) {
    const rest = [line.slice(4), ...lines.slice(from + 1)];
    return { node: { kind: 'quote', children: parseLines(rest, true) }, taken: rest.length };
  }
  if (!line.startsWith('> ')) return null;
  const quoted = takeWhile(lines, from, (candidate) => candidate.startsWith('> '));
  const inner = quoted.map((candidate) => candidate.slice(2));
  return { node: { kind: 'quote', children: parseLines(inner, true) }, taken: quoted.length };
}

/** @type {(lines: readonly string[], from: number, accept: (line: string) => boolean) => readonly string[]} */
function takeWhile(lines, from, accept) {
  let end = from;
  while (end < lines.length && accept(lines[end] ?? '')) end += 1;
  return lines.slice(from, end);
}

/** Quotes do not nest, as on Discord. @type {(lines: readonly string[], insideQuote?: boolean) => readonly MarkdownNode[]} */
function parseLines(lines, insideQuote = false) {
  /** @type {MarkdownNode[]} */
  const nodes = [];
  /** @type {string[]} */
  let paragraph = [];
  const flush = () => {
    if (paragraph.length > 0) nodes.push(...parseSpans(paragraph.join('\n')));
    paragraph = [];
  };
  for (let index = 0; index < lines.length; ) {
    const quote = insideQuote ? null : readQuoteAt(lines, index);
    const block = quote ?? readBlockAt(lines, index);
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
