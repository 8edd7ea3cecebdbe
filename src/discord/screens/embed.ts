import type { APIEmbed } from 'discord-api-types/v10';
import type { Rows } from '#discord/components/rows.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { cutText } from '#domain/cut-text.ts';
import { CONTENT_CHARACTERS_MAX } from './display-prompt.ts';

/** Midjourney's embed colours. */
export const COLORS = {
  error: 0xff0000,
  warning: 0xffff00,
  success: 0x00ff00,
  plain: 0x5865f2,
} as const;

/** Discord's limits of an embed (docs.discord.com, Message); a smaller footer keeps the total below 6000. */
const TITLE_CHARACTERS_MAX = 256;
/** Discord's limit of an embed's description. */
export const DESCRIPTION_CHARACTERS_MAX = 4096;
const FOOTER_CHARACTERS_MAX = 1024;

/** The content of an embed. */
export type Notice = {
  readonly title: string;
  readonly description: string;
  readonly color: number;
  /** Small print: the request, or the trace words of the log. */
  readonly footer?: string;
};

/** The notice as an embed within Discord's limits. */
export function embed(notice: Notice): APIEmbed {
  return {
    title: clipped(notice.title, TITLE_CHARACTERS_MAX),
    description: clippedLines(notice.description, DESCRIPTION_CHARACTERS_MAX),
    color: notice.color,
    ...(notice.footer === undefined
      ? {}
      : { footer: { text: clipped(notice.footer, FOOTER_CHARACTERS_MAX) } }),
  };
}

/** An embed as a message that pings nobody. */
export const embedMessageOf = (shown: APIEmbed): OutgoingMessage => ({
  embeds: [shown],
  allowed_mentions: MENTIONING_NOBODY,
});

/** The notice as a message; without `components` an edit keeps the existing ones. */
export const embedMessage = (notice: Notice, components?: Rows): OutgoingMessage => ({
  embeds: [embed(notice)],
  ...(components === undefined ? {} : { components }),
  allowed_mentions: MENTIONING_NOBODY,
});

/** The text followed by `tail`, which is never cut, because it says what to do next. */
export const followedBy = (text: string, tail: string): string =>
  `${clippedLines(text, DESCRIPTION_CHARACTERS_MAX - tail.length - 2)}\n\n${tail}`;

/** An embed as plain text, for places where the bot may not embed. */
export function embedText({ title, description, footer }: APIEmbed): string {
  const parts = [title && `**${title}**`, description, footer && `-# ${footer.text}`];
  return clippedLines(parts.filter((part) => part).join('\n'), CONTENT_CHARACTERS_MAX);
}

/** A message and its embeds as one text within Discord's limit. */
export function embedsText(content: string, embeds: readonly APIEmbed[]): string {
  const parts = [content, ...embeds.map(embedText)];
  return clippedLines(parts.filter((part) => part !== '').join('\n'), CONTENT_CHARACTERS_MAX);
}

/** Cuts at a line end if that keeps most of the text, since half a link is useless. */
function clippedLines(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const end = text.lastIndexOf('\n', charactersMax - 2);
  return end > charactersMax / 2 ? `${text.slice(0, end)}\n…` : clipped(text, charactersMax);
}

function clipped(text: string, charactersMax: number): string {
  return text.length <= charactersMax ? text : `${cutText(text, charactersMax - 1).trimEnd()}…`;
}
