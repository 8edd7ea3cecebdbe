/** A finished job's message in the wordings of the delivery ladder. Pure; only removes parts. */
import type { APIComponentInMessageActionRow } from 'discord-api-types/v10';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import type { Rows } from '#discord/components/rows.ts';
import type { Wording } from '#discord/delivery/delivery-ladder.ts';
import { plainFileName } from '#discord/delivery/file-name.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { actionTitle } from '#discord/screens/button-text.ts';
import { embedsText } from '#discord/screens/embed.ts';
import { mention, modeText, translatorOf, withoutWords } from '#discord/screens/job-text.ts';
import { type Finished, finalMessage } from '#discord/screens/render-final.ts';

/** The message of a finished job in a wording. */
export function wordedMessage(finished: Finished, wording: Wording): OutgoingMessage {
  if (wording === 'whole') return finalMessage(finished);
  const { job } = finished;
  const message = finalMessage({
    ...finished,
    job: withoutWords(job),
    pageUrl: null,
    originals: [],
  });
  const { embeds, ...plain } = {
    ...message,
    components: withoutEmoji(finished, message.components ?? []),
  };
  if (embeds !== undefined) return withoutEmbeds(finished, { ...plain, embeds }, wording);
  return wording === 'plain' ? named(finished, plain) : bare(finished, plain);
}

// Suggestions are the whole result: the plain wording has them as text.
function withoutEmbeds(
  finished: Finished,
  { embeds, ...message }: OutgoingMessage,
  wording: Wording,
): OutgoingMessage {
  const { job } = finished;
  const line = `${mention(job)} (${modeText(job)})`;
  if (wording === 'bare') return bare(finished, { ...message, content: line });
  return named(finished, { ...message, content: embedsText(line, embeds ?? []) });
}

/** The files keep their names of the whole message. */
function named(finished: Finished, message: OutgoingMessage): OutgoingMessage {
  const { attachments } = finalMessage(finished);
  const files = attachments?.map(({ id, filename }) => ({ id, filename }));
  return files === undefined ? message : { ...message, attachments: files };
}

function bare({ job, mediaTypes }: Finished, message: OutgoingMessage): OutgoingMessage {
  const attachments = mediaTypes.map((mediaType, id) => ({
    id,
    filename: plainFileName(job.id, mediaType, mediaTypes.length > 1 ? id + 1 : null),
  }));
  return { ...message, attachments };
}

/** Replaces emoji on buttons by labels, and removes link buttons. */
function withoutEmoji({ job }: Finished, rows: Rows): Rows {
  return rows.flatMap((row) => {
    const components = row.components.flatMap((component) => inWords(component, job));
    return components.length === 0 ? [] : [{ ...row, components }];
  });
}

function inWords(
  component: APIComponentInMessageActionRow,
  job: Finished['job'],
): readonly APIComponentInMessageActionRow[] {
  if ('url' in component) return [];
  if (!('emoji' in component && 'custom_id' in component)) return [component];
  const { emoji: _, ...rest } = component;
  const label = rest.label ?? labelOf(rest.custom_id, job);
  return label === null ? [] : [{ ...rest, label }];
}

function labelOf(customId: string, job: Finished['job']): string | null {
  const id = decodeCustomId(customId);
  const translator = translatorOf(job);
  switch (id?.kind) {
    case 'button':
      return actionTitle(translator, id.button);
    case 'suggestions':
      return /^t\d$/.test(id.part) ? id.part.slice(1) : translator.say('button.imagine-all');
    default:
      return null;
  }
}
