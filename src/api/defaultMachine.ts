/** The machine of a prover that is not given another. */
export { rv32im as defaultMachine } from '../machine/rv32im.ts';
