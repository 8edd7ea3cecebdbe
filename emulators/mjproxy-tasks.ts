import type { MjproxyTask, MjproxyWorld } from './mjproxy-view.ts';

/** What runs once a window was answered is a job of its own under the window's id. */
export const RUN_OF_WINDOW = '#run';

/** The newest job under a task's id: a window until it is answered, then what it runs. */
export const findTask = ({ jobs }: MjproxyWorld, taskId: string): MjproxyTask | null =>
  jobs.find(`${taskId}${RUN_OF_WINDOW}`) ?? jobs.find(taskId);
