/**
 * The rows under a result of words: numbers that open a modal with that text, and what can be done with
 * all of them. Relies on the offer for 🔄 alone; the rest needs nothing but the words themselves.
 */
import {
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import type { Button, Pressed } from '#domain/button.ts';
import type { Job } from '#domain/job.ts';
import type { SuggestionsResult } from '#domain/result.ts';
import type { Translator } from '#i18n/translator.ts';
import { buttonRows, type Rows } from './button-layout.ts';
import { type CustomId, encodeCustomId } from './custom-id.ts';

/** How suggestions are numbered, in the embed and on the buttons. */
export const KEYCAPS = ['1️⃣', '2️⃣', '3️⃣', '4️⃣', '5️⃣'] as const;
const NUMBERS = ['t1', 't2', 't3', 't4', 't5'] as const;

/** Midjourney's own rows: numbers and 🔄, then `Imagine all`; or numbers, then `Show Details`. */
export function suggestionRows(shown: {
  readonly translator: Translator;
  readonly job: Pick<Job, 'id' | 'request'>;
  readonly result: SuggestionsResult;
  readonly buttons: readonly Button[];
  readonly pressed: readonly Pressed[];
}): Rows {
  const { translator, job, result, buttons, pressed } = shown;
  const jobId = job.id;
  const numbers = NUMBERS.slice(0, result.suggestions.length).map((part, place) => {
    const name = KEYCAPS[place] ?? '';
    const isPressed = pressed.some(
      ({ action, cell }) => action === 'imagine' && cell === place + 1,
    );
    return button({ kind: 'suggestions', jobId, part }, { emoji: { name } }, isPressed);
  });
  // A prompt shortened again is the same: only a picture is described again.
  const isDescribed = job.request.action === 'describe';
  const repeats = isDescribed
    ? buttonRows({ translator, jobId, surface: 'suggestions', buttons, pressed })
    : [];
  const imagineAll = { label: translator.say('button.imagine-all'), emoji: { name: '🎉' } };
  const first = [...numbers, ...(repeats[0]?.components ?? [])];
  const below = isDescribed
    ? [button({ kind: 'suggestions', jobId, part: 'all' }, imagineAll)]
    : result.tokens.length > 0
      ? [
          button(
            { kind: 'suggestions', jobId, part: 'details' },
            { label: translator.say('button.show-details') },
          ),
        ]
      : [];
  const rows = [first.slice(0, 5), [...first.slice(5), ...below]];
  return rows
    .filter((components) => components.length > 0)
    .map((components) => ({ type: ComponentType.ActionRow, components }));
}

type Face = { readonly label?: string; readonly emoji?: { readonly name: string } };

function button(id: CustomId, face: Face, isPressed = false): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: isPressed ? ButtonStyle.Primary : ButtonStyle.Secondary,
    custom_id: encodeCustomId(id),
    ...face,
  };
}
