import { actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { acceptJob } from './accept-job.ts';
import type { RequestOutcome } from './application.ts';
import { findVendor, type Inside } from './inside.ts';
import { jobOffer } from './job-offer.ts';
import { followUpPrompt } from './job-prompt.ts';
import { isRepeatable } from './repeats.ts';

/**
 * A press. The button's text came from outside: the parent must be of this server, finished, and
 * still offer the action. A job of another server is answered like one that does not exist.
 */
export async function requestFollowUp(
  inside: Inside,
  request: {
    readonly origin: JobOrigin;
    readonly parentId: JobId;
    readonly button: Button;
    readonly roleIds?: readonly RoleId[];
  },
): Promise<RequestOutcome> {
  const { action, cell } = request.button;
  const parent = await inside.store.findJob(request.parentId);
  if (parent === null || parent.origin.guildId !== request.origin.guildId) {
    return { kind: 'rejected', rejection: { kind: 'job-unknown' } };
  }
  if (parent.result === null) {
    return { kind: 'rejected', rejection: { kind: 'job-unfinished' } };
  }
  if (!actionRow(action).fromArchive && findVendor(inside, parent.vendor) === null) {
    return {
      kind: 'rejected',
      rejection: {
        kind: 'vendor-unable',
        reason: 'the service that made this picture is no longer set up here',
        failure: null,
      },
    };
  }
  const offered = jobOffer(inside, parent).some(
    (button) => button.action === action && button.cell === cell,
  );
  if (!offered) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
  return acceptJob(inside, {
    origin: request.origin,
    request:
      action === 'reroll' && isRepeatable(parent)
        ? parent.request
        : {
            action,
            cell,
            prompt: followUpPrompt(parent.request.prompt, action),
            speed: parent.request.speed,
          },
    vendor: parent.vendor,
    parent,
    ...(request.roleIds === undefined ? {} : { roleIds: request.roleIds }),
  });
}
