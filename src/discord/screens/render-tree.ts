/** `/tree`: the picture of a job tree, a link to each job, and the requested job's prompt and seed. */

import { jobLink } from '#application/views/job-link.ts';
import type { JobTree } from '#application/views/job-tree.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { actionRow } from '#domain/action.ts';
import { cutText } from '#domain/cut-text.ts';
import type { Translator } from '#i18n/translator.ts';
import { actionTitle } from './button-text.ts';
import { COLORS, embed } from './embed.ts';
import { echoOf } from './job-text.ts';

const PICTURE = 'tree.png';
/** Discord's limit of a field's value, fences included (docs.discord.com, Message). */
const PROMPT_CHARACTERS_MAX = 1_000;

/**
 * The message with the picture as its one file.
 * @throws {Error} if the tree does not contain the requested job.
 */
export function treeMessage(translator: Translator, tree: JobTree): OutgoingMessage {
  const { say } = translator;
  const { relatives, asked, more } = tree;
  const job = relatives[asked]?.job;
  if (job === undefined) throw new Error('the tree lacks the requested job');
  const lines = relatives.map(({ job: each, parent }, place) => {
    const link = jobLink(each);
    const id = link === null ? `\`${each.id}\`` : `[\`${each.id}\`](${link})`;
    const from = parent === null ? '' : ` ← ${parent + 1}`;
    const line = `${place + 1} · ${actionTitle(translator, each.request)}${cellText(each)}${from} · ${id}`;
    return place === asked ? `**${line}**` : line;
  });
  const prompt = cutText(echoOf(job).replaceAll('`', 'ˋ'), PROMPT_CHARACTERS_MAX);
  const seed = job.result?.seed ?? null;
  const shown = embed({
    title: say('tree.title', { id: job.id }),
    description: [...lines, ...(more ? ['', say('tree.more')] : [])].join('\n'),
    color: COLORS.plain,
  });
  return {
    embeds: [
      {
        ...shown,
        fields: [
          ...(prompt === ''
            ? []
            : [{ name: say('tree.prompt'), value: `\`\`\`\n${prompt}\n\`\`\`` }]),
          ...(seed === null ? [] : [{ name: say('tree.seed'), value: `\`\`\`\n${seed}\n\`\`\`` }]),
        ],
        image: { url: `attachment://${PICTURE}` },
      },
    ],
    attachments: [
      { id: 0, filename: PICTURE, description: say('tree.picture', { count: relatives.length }) },
    ],
    allowed_mentions: MENTIONING_NOBODY,
  };
}

/** The parent's picture number, if the title does not show it. */
const cellText = ({ request }: JobTree['relatives'][number]['job']): string =>
  request.cell === null || actionRow(request.action).perCell ? '' : ` #${request.cell}`;
