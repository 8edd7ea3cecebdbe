/**
 * The line of a JSON text in which the value at a path begins; the line of the nearest part above
 * it where there is none. The text must be JSON already: it is only walked, never judged.
 */
export function lineOfPath(text: string, path: readonly string[]): number {
  let place = 0;
  let found = 0;

  const skipBlanks = () => {
    while (/\s/.test(text[place] ?? '')) place++;
  };
  const readString = (): string => {
    const start = place;
    place++;
    while (text[place] !== '"') place += text[place] === '\\' ? 2 : 1;
    place++;
    return String(JSON.parse(text.slice(start, place)));
  };
  /** Walks a value; `rest` is the path from here, or null away from it. */
  const walk = (rest: readonly string[] | null): void => {
    skipBlanks();
    const opening = text[place];
    if (opening === '{' || opening === '[') {
      const closing = opening === '{' ? '}' : ']';
      place++;
      skipBlanks();
      for (let index = 0; text[place] !== closing; index++) {
        skipBlanks();
        const start = place;
        const key = opening === '{' ? readString() : String(index);
        if (opening === '{') {
          skipBlanks();
          place++;
        }
        const isOnPath = rest !== null && rest[0] === key;
        if (isOnPath) found = start;
        walk(isOnPath ? rest.slice(1) : null);
        skipBlanks();
        if (text[place] === ',') place++;
        skipBlanks();
      }
      place++;
    } else if (opening === '"') {
      readString();
    } else {
      while (/[^\s,\]}]/.test(text[place] ?? ' ')) place++;
    }
  };

  walk(path);
  return text.slice(0, found).split('\n').length;
}
