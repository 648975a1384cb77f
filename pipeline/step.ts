/** The five steps of a retraining in the order the data flows; the same words name the files of every folder. */
export const STEPS = ['staging', 'features', 'training', 'gate', 'publication'] as const;
export type Step = (typeof STEPS)[number];
