/** Words in vendors' texts that mean the prompt or picture was judged, not that something broke. */
const JUDGED =
  /image denied|image filter|content polic|content_violation|moderat|banned|nsfw|sensitive|prohibited|violat|inappropriate|prompt (?:was |is )?rejected/i;

/** Whether a vendor's failure text speaks of a judgement: then asking again changes nothing. */
export const speaksOfModeration = (text: string): boolean => JUDGED.test(text);
