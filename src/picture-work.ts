/** The entry point of the picture process; its parts are loaded on demand. */
import { answerPictureOrders } from '#images/answer-picture-orders.ts';

answerPictureOrders({
  pictures: async () => (await import('#images/picture-work.ts')).carryOutPictureOrder,
  charts: async () => (await import('#images/chart-work.ts')).carryOutChartOrder,
  studio: async () => (await import('#vendors/studio/workshop-work.ts')).carryOutStudioOrder,
});
