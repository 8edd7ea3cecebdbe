import type { FuzzTarget } from './target.ts';
import customIds from './targets/custom-ids.ts';
import httpRequests from './targets/http-requests.ts';
import modalValues from './targets/modal-values.ts';
import pictures from './targets/pictures.ts';
import prompts from './targets/prompts.ts';
import vendorReplies from './targets/vendor-replies.ts';
import webhooks from './targets/webhooks.ts';

/** Everything that takes input from outside. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  customIds,
  modalValues,
  prompts,
  webhooks,
  vendorReplies,
  pictures,
  httpRequests,
];
