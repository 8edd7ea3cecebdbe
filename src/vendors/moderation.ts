/** Words in vendors' texts that mean the prompt or picture was judged, not that something broke. */
const JUDGED =
  /image denied|image filter|content polic|content_violation|moderat|banned|nsfw|sensitive|prohibited|violat|inappropriate|prompt (?:was |is )?rejected/i;

/** What is refused then is the operator's account, and not the prompt. */
const OF_THE_ACCOUNT = /account|api.?key|token|credential|subscription|permission/i;

/** Whether a refusal that could be about the key is a judgement of the prompt after all. */
export const judgesPrompt = (text: string): boolean =>
  speaksOfModeration(text) && !OF_THE_ACCOUNT.test(text);

/** Whether a vendor's failure text speaks of a judgement: then asking again changes nothing. */
export const speaksOfModeration = (text: string): boolean => JUDGED.test(text);
