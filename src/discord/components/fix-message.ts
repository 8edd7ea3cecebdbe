/** The refusal of a prompt with an offered correction. Nothing is started or spent before a press. */
import { ButtonStyle } from 'discord-api-types/v10';
import type { FixChoice, FixOffer } from '#application/requests/fixes.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { followedBy } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Translator } from '#i18n/translator.ts';
import { button, row } from './rows.ts';

/** The limit of a corrected prompt. */
export const SHOWN_CHARACTERS_MAX = 1_000;

/** The refusal, the corrected prompt and its button. `offer` is the interaction that typed the prompt. */
export function fixMessage(
  translator: Translator,
  refused: { readonly rejection: Rejection; readonly asked: string | null },
  offer: string,
  { corrected, asTyped }: FixOffer,
): OutgoingMessage {
  const { say } = translator;
  const refusal = rejectionEmbed(translator, refused.rejection, refused.asked);
  const prompt = corrected === null ? null : displayPrompt(corrected, SHOWN_CHARACTERS_MAX);
  const { description = '' } = refusal;
  const press = (
    choice: FixChoice,
    style: typeof ButtonStyle.Success | typeof ButtonStyle.Secondary,
    label: string,
  ) => button({ kind: 'fix', offer, choice }, style, { label });
  const { Success, Secondary } = ButtonStyle;
  return {
    embeds: [
      prompt === null
        ? refusal
        : { ...refusal, description: followedBy(description, say('fix.offer', { prompt })) },
    ],
    components: [
      row(
        ...(prompt === null ? [] : [press('corrected', Success, say('button.fix-and-run'))]),
        ...(asTyped ? [press('typed', Secondary, say('button.run-as-typed'))] : []),
      ),
    ],
    allowed_mentions: MENTIONING_NOBODY,
  };
}
