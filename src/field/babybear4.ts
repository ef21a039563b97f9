/** The default challenge field: BabyBear[x] / (x^4 - 11), about 2^123.6 elements. */
import { createExtField } from './ext.ts';

export const babyBear4 = createExtField(4, 11);
