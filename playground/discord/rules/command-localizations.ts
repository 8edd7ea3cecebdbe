/** Commands as a list shows them: as on Discord, the words of other languages come only when asked for. */
export const localized = (commands: readonly object[], query: URLSearchParams): unknown =>
  query.get('with_localizations') === 'true' ? commands : withoutLocalizations(commands);

const withoutLocalizations = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutLocalizations);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.endsWith('_localizations'))
      .map(([key, inner]) => [key, withoutLocalizations(inner)]),
  );
};
