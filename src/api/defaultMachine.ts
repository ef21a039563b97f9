/** The machine of a prover that is not given another. */
import { rv32im } from '../machine/rv32im.ts';
import { checkedByTests } from '../machine/validate.ts';

export const defaultMachine = checkedByTests(rv32im);
