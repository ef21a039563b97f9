/**
 * Which register accesses an instruction makes, where its format does not decide this. A computation into x0 only continues at the
 * next instruction. So it is proved as a jump to it and touches no register. Loads and JALR with rd = x0 do read rs1, and loads write the sink.
 */
import { isComputation } from '../isa/formats.ts';
import type { Instruction } from '../isa/opcodes.ts';

export const touchesRegisters = ({ op, rd }: Instruction): boolean => rd !== 0 || !isComputation(op);
