/** What describe answers with: four prompts, numbered as Midjourney numbers them. */
export const describedAs = (colour: string, separator: string): string =>
  [
    `1️⃣ a ${colour} fox sitting in morning fog --ar 3:2`,
    `2️⃣ a fox between birches, ${colour} light, photography --ar 3:2`,
    `3️⃣ watercolour of a fox looking back, ${colour} paper --ar 3:2`,
    `4️⃣ fox in a misty meadow, ${colour} tones, wide angle --ar 3:2`,
  ].join(separator);

/** What shorten answers with: the prompt with its weak words struck, then shorter ones. */
export const SHORTENED = [
  '**Important tokens**',
  'a **red** **fox** ~~in the very~~ early fog',
  '**Shortened prompts**',
  '1️⃣ red fox, early fog',
  '2️⃣ red fox, fog',
  '3️⃣ fox, fog',
].join('\n');
