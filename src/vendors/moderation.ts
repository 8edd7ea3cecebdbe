/** Words in vendors' texts that mean that the prompt or picture was moderated, not that something broke. */
const JUDGED =
  /image denied|image filter|content polic|content_violation|moderat|banned|nsfw|sensitive|prohibited|violat|inappropriate|prompt (?:was |is )?rejected/i;

/** The refusal concerns the operator's account, not the prompt. */
const OF_THE_ACCOUNT = /account|api.?key|token|credential|subscription|permission/i;

/** Whether a refusal that could be about the key is moderation of the prompt. */
export const judgesPrompt = (text: string): boolean =>
  speaksOfModeration(text) && !OF_THE_ACCOUNT.test(text);

/** Whether a vendor's failure text reports moderation: a retry would not help. */
export const speaksOfModeration = (text: string): boolean => JUDGED.test(text);
