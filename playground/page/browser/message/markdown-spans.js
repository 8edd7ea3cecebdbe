/**
 * What stands inside a line of Discord's markdown: bold, links, mentions. Pure, and never HTML:
 * text stays text, and only checked http(s) addresses become links.
 */

/** @import { MarkdownNode } from './markdown.js' */

/** @type {(url: string) => boolean} */
const isWebLink = (url) => /^https?:\/\//i.test(url) && URL.canParse(url);

/**
 * @typedef {object} InlineRule
 * @property {RegExp} pattern sticky
 * @property {(match: RegExpExecArray) => MarkdownNode | null} read
 */

/** @type {(kind: 'bold' | 'italics' | 'underline' | 'strike' | 'spoiler', pattern: RegExp) => InlineRule} */
const span = (kind, pattern) => ({
  pattern,
  read: (match) => ({ kind, children: parseSpans(match[1] ?? '') }),
});

/** @type {(url: string, label: string | null) => MarkdownNode | null} */
const link = (url, label) =>
  isWebLink(url)
    ? {
        kind: 'link',
        url,
        children: label === null ? [{ kind: 'text', text: url }] : linkLabel(label),
      }
    : null;

/** A link inside a link would lead elsewhere than it says. @type {(label: string) => readonly MarkdownNode[]} */
const linkLabel = (label) =>
  parseSpans(label).flatMap((node) => (node.kind === 'link' ? node.children : [node]));

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
    read: (match) => link(match[1] ?? '', null),
  },
  {
    pattern:
      /\[((?:\\.|[^[\]\\]|\[[^[\]\n]*\])+)\]\(\s*(?:<([^\s<>]+)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*))\s*\)/y,
    read: (match) => link(match[2] ?? match[3] ?? '', match[1] ?? ''),
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
    read: (match) => link(trimUrl(match[0]), null),
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

/**
 * A span cannot hold a span of its own kind, so the nesting ends by itself.
 * @type {(text: string) => readonly MarkdownNode[]}
 */
export function parseSpans(text) {
  /** @type {MarkdownNode[]} */
  const nodes = [];
  let plain = '';
  let position = 0;
  const flush = () => {
    if (plain !== '') nodes.push({ kind: 'text', text: plain });
    plain = '';
  };
  while (position < text.length) {
    const found = readInlineAt(text, position);
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

/** @type {(text: string, position: number) => { node: MarkdownNode; length: number } | null} */
function readInlineAt(text, position) {
  if (!'\\`<[@h*_~|H'.includes(text[position] ?? '')) return null;
  for (const rule of inlineRules) {
    rule.pattern.lastIndex = position;
    const match = rule.pattern.exec(text);
    const node = match === null ? null : rule.read(match);
    if (match === null || node === null) continue;
    const bareLink = node.kind === 'link' && match[1] === undefined;
    return { node, length: bareLink ? node.url.length : match[0].length };
  }
  return null;
}
