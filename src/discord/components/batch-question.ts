/** A batch's question. Nothing is started or spent before Yes is pressed. */
import type { BatchQuestion } from '#application/requests/batches.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import type { Translator } from '#i18n/translator.ts';
import { yesOrNo } from './rows.ts';

/** The limit of each shown prompt. */
const SHOWN_CHARACTERS_MAX = 300;

/** The number of jobs, their price, the balance and the prompts, with Yes and No. */
export function batchQuestion(
  translator: Translator,
  question: string,
  asked: BatchQuestion,
): OutgoingMessage {
  const { say } = translator;
  const { jobs, credits, availableCredits, firstPrompt, lastPrompt } = asked;
  return embedMessage(
    {
      title: say('batch.question.title'),
      description: [
        say('batch.question', { jobs, credits }),
        say('batch.question.balance', { availableCredits }),
        '',
        ...promptLines(jobs, firstPrompt, lastPrompt),
      ].join('\n'),
      color: COLORS.warning,
    },
    yesOrNo(translator, {
      yes: { kind: 'batch', question, answer: 'yes' },
      no: { kind: 'batch', question, answer: 'no' },
    }),
  );
}

/** The first and the last prompt, with an ellipsis for those between. */
function promptLines(jobs: number, firstPrompt: string, lastPrompt: string): readonly string[] {
  const line = (number: number, text: string) =>
    `**${number}** ${displayPrompt(text, SHOWN_CHARACTERS_MAX)}`;
  return [line(1, firstPrompt), ...(jobs > 2 ? ['…'] : []), line(jobs, lastPrompt)];
}
