import { useState } from 'preact/hooks';
import { html } from '../html.js';
import { CustomEmoji } from '../picker/emoji.js';
import { usePage } from '../store/page-context.js';
import { channelName, nameOf, roleName } from '../store/people-names.js';
import { parseMarkdown } from './markdown.js';
import { fullTime, styledTime } from './timestamps.js';

/**
 * @import { APIUser } from 'discord-api-types/v10'
 * @import { MarkdownNode } from './markdown.js'
 */

/** Draws message markdown. @param {{ text: string; mentions?: readonly APIUser[] }} props */
export function Markup({ text, mentions = [] }) {
  const nodes = parseMarkdown(text);
  const jumbo = nodes.length === 1 && nodes[0]?.kind === 'emoji';
  return html`<div class=${jumbo ? 'markup markup-jumbo' : 'markup'}>${drawNodes(nodes, mentions)}</div>`;
}

/** @type {(nodes: readonly MarkdownNode[], mentions: readonly APIUser[]) => unknown} */
const drawNodes = (nodes, mentions) =>
  nodes.map((node) => html`<${MarkupNode} node=${node} mentions=${mentions} />`);

/** @type {Readonly<Record<string, string>>} */
const tags = {
  bold: 'strong',
  italics: 'em',
  underline: 'u',
  strike: 's',
  quote: 'blockquote',
  subtext: 'small',
};

/** @param {{ node: MarkdownNode; mentions: readonly APIUser[] }} props */
function MarkupNode({ node, mentions }) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'spoiler':
      return html`<${Spoiler}>${drawNodes(node.children, mentions)}<//>`;
    case 'heading':
      return html`<div class=${`heading heading-${node.level}`} role="heading" aria-level=${node.level + 3}>
        ${drawNodes(node.children, mentions)}
      </div>`;
    case 'list': {
      const items = node.items.map((item) => html`<li>${drawNodes(item, mentions)}</li>`);
      return node.ordered ? html`<ol start=${node.start}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'code-block':
      return html`<pre><code>${node.text}</code></pre>`;
    case 'link':
      return html`<${Link} url=${node.url}>${drawNodes(node.children, mentions)}<//>`;
    case 'time':
      return html`<time class="stamp" title=${fullTime(new Date(node.unixSeconds * 1000))}>
        ${styledTime(node.unixSeconds, node.style, new Date())}
      </time>`;
    case 'emoji':
      return html`<${CustomEmoji} id=${node.id} name=${node.name} />`;
    case 'user':
    case 'role':
    case 'channel':
    case 'everyone':
    case 'command':
      return html`<${Pill} node=${node} mentions=${mentions} />`;
    default:
      return html`<${tags[node.kind] ?? 'span'}>${drawNodes(node.children, mentions)}<//>`;
  }
}

/** @param {{ children?: unknown }} props */
function Spoiler({ children }) {
  const [shown, setShown] = useState(false);
  if (shown) return html`<span class="spoiler spoiler-shown">${children}</span>`;
  return html`<button type="button" class="spoiler" aria-label="Spoiler, press to show" onClick=${() => setShown(true)}>
    <span aria-hidden="true">${children}</span>
  </button>`;
}

/** Links to a message of a channel here are followed inside the page. */
const messageLink = /^https?:\/\/[^/]+\/channels\/(\d+|@me)\/(\d+)\/(\d+)$/;

/** @param {{ url: string; children?: unknown }} props */
function Link({ url, children }) {
  const { acts } = usePage();
  const target = messageLink.exec(url);
  const [, guildId, channelId, messageId] = target ?? [];
  if (guildId === undefined || channelId === undefined) {
    return html`<a href=${url} target="_blank" rel="noreferrer noopener">${children}</a>`;
  }
  /** @param {MouseEvent} event */
  const follow = (event) => {
    event.preventDefault();
    acts.openPlace({ guildId: guildId === '@me' ? null : guildId, channelId });
    document.getElementById(`message-${messageId}`)?.focus();
  };
  return html`<a href=${url} onClick=${follow}>${children}</a>`;
}

/** @param {{ node: Extract<MarkdownNode, { kind: 'user' | 'role' | 'channel' | 'everyone' | 'command' }>; mentions: readonly APIUser[] }} props */
function Pill({ node, mentions }) {
  const { state, acts, fillComposer } = usePage();
  if (node.kind === 'channel') {
    const open = () => acts.openPlace({ guildId: state.place.guildId, channelId: node.id });
    return html`<button type="button" class="pill" onClick=${open}>
      #${channelName(state, node.id) ?? 'unknown'}
    </button>`;
  }
  if (node.kind === 'command') {
    return html`<button type="button" class="pill" onClick=${() => fillComposer(`/${node.name} `)}>
      /${node.name}
    </button>`;
  }
  if (node.kind === 'everyone') return html`<span class="pill pill-me">${node.text}</span>`;
  if (node.kind === 'role') {
    return html`<span class="pill">@${roleName(state, node.id) ?? 'deleted-role'}</span>`;
  }
  const name = nameOf(state, node.id, mentions) ?? 'unknown-user';
  const me = state.me?.user.id === node.id;
  return html`<span class=${me ? 'pill pill-me' : 'pill'} data-user-id=${node.id}>@${name}</span>`;
}
