/** Four ways to say what little was seen. */
export function describeSuggestions(colour: string): readonly string[] {
  const subject = `${colour} shapes`;
  return [
    `${subject}, watercolour on rough paper, morning light --ar 1:1`,
    `a quiet study of ${subject}, in the manner of an old postcard --ar 1:1`,
    `${subject} seen from above, bold shapes, few colours --ar 1:1`,
    `an engraving of ${subject}, fine hatching, sepia --ar 1:1`,
  ];
}

/** Up to five prompts, each shorter than the one before. */
export function shortenSuggestions(prompt: string): readonly string[] {
  const words = (prompt.split(' --')[0] ?? '').split(/\s+/).filter((word) => word !== '');
  const lengths = [0.9, 0.7, 0.5, 0.35, 0.2].map((share) => Math.ceil(words.length * share));
  return [...new Set(lengths)]
    .filter((length) => length > 0)
    .map((length) => words.slice(0, length).join(' '));
}
