import type { ApimartTask, ApimartWorld } from './apimart-view.ts';

/** What runs once a window was answered is a job of its own under the window's id. */
export const RUN_OF_WINDOW = '#run';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The newest job under a task's id: a window until it is answered, then what it runs. */
export const findTask = ({ jobs }: ApimartWorld, taskId: string): ApimartTask | null =>
  jobs.find(`${taskId}${RUN_OF_WINDOW}`) ?? jobs.find(taskId);

/** `task_01` and 24 characters of a ULID. */
export const newTaskId = ({ dice }: ApimartWorld): string =>
  `task_01${Array.from({ length: 24 }, () => DIGITS[Math.floor(dice.unit() * 32)]).join('')}`;
