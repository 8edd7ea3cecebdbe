import type { AppContext } from '#application/app-context.ts';
import { pressedButtons } from '#application/requests/repeats.ts';
import type { Job } from '#domain/job.ts';
import type { JobLists, JobStore } from '#ports/job-store.ts';
import type { ResultView } from '#ports/messenger.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import { jobOfferNow } from './job-offer.ts';
import { pageUrlOf } from './job-page.ts';

/** The buttons of a finished job now, and how they are drawn. */
export async function jobButtons(
  context: Pick<AppContext, 'vendors' | 'links'> & {
    readonly store: JobStore & JobLists & RemarkStore;
  },
  job: Job,
): Promise<Omit<ResultView, 'attachments' | 'leftOut' | 'takenOverBy'>> {
  const { store, links } = context;
  const [children, remarks, buttons] = await Promise.all([
    store.pressedOn(job.id),
    store.remarksOn(job.id),
    jobOfferNow(context, job),
  ]);
  return {
    job,
    buttons,
    pressed: pressedButtons(job, children),
    isFavourite: remarks.some(({ kind }) => kind === 'favourite'),
    pageUrl: await pageUrlOf(links, job),
  };
}
