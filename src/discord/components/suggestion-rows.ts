/**
 * The rows under suggestions: numbers that open a modal with that text, and buttons for all of them. The offer decides
 * only about 🔄.
 */
import { ButtonStyle } from 'discord-api-types/v10';
import type { Button, Pressed } from '#domain/button.ts';
import type { Job } from '#domain/job.ts';
import type { SuggestionsResult } from '#domain/result.ts';
import type { Translator } from '#i18n/translator.ts';
import { buttonRows } from './button-layout.ts';
import { button, type Rows, row } from './rows.ts';

/** The numbers of suggestions, in the embed and on the buttons. */
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
    const style = isPressed ? ButtonStyle.Primary : ButtonStyle.Secondary;
    return button({ kind: 'suggestions', jobId, part }, style, { emoji: { name } });
  });
  // Shortening the same prompt again gives the same result, so only describe can be repeated.
  const isDescribed = job.request.action === 'describe';
  const repeats = isDescribed
    ? buttonRows({ translator, jobId, surface: 'suggestions', buttons, pressed })
    : [];
  const imagineAll = { label: translator.say('button.imagine-all'), emoji: { name: '🎉' } };
  const showDetails = { label: translator.say('button.show-details') };
  const below = (part: 'all' | 'details', face: Parameters<typeof button>[2]) =>
    button({ kind: 'suggestions', jobId, part }, ButtonStyle.Secondary, face);
  const first = [...numbers, ...(repeats[0]?.components ?? [])];
  const rows = [
    first.slice(0, 5),
    [
      ...first.slice(5),
      ...(isDescribed ? [below('all', imagineAll)] : []),
      ...(!isDescribed && result.tokens.length > 0 ? [below('details', showDetails)] : []),
    ],
  ];
  return rows.filter(({ length }) => length > 0).map((components) => row(...components));
}
