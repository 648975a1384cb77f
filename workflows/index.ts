// Every export becomes a Workflow Type: nothing but Workflows belongs here.
export { maintainModels } from './maintain-models.js';
export { planModel } from './plan-model.js';
export { readLedger } from './read-ledger.js';
export { retrainModel } from './retrain-model.js';
export { retrainOnSchedule } from './retrain-on-schedule.js';
export { rollBackModel } from './roll-back-model.js';
