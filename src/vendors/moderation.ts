/** Words in vendors' texts that mean that the prompt or picture was moderated, not that something broke. */
const MODERATION =
  /image denied|image filter|content polic|content_violation|moderat|banned|nsfw|sensitive|prohibited|violat|inappropriate|unsafe|guidelines|community standards|content (?:is |was )?not (?:allowed|permitted)|prompt (?:was |is )?rejected/i;

/** The refusal concerns the operator's account, not the prompt. */
const ABOUT_ACCOUNT = /account|api.?key|token|credential|subscription|permission/i;

/** Whether a refusal that could be about the key is moderation of the prompt. */
export const isPromptModeration = (text: string): boolean =>
  reportsModeration(text) && !ABOUT_ACCOUNT.test(text);

/** Whether a vendor's failure text reports moderation: a retry would not help. */
export const reportsModeration = (text: string): boolean => MODERATION.test(text);
