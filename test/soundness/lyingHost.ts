/** Records of a host that lies to the guest. All else in them is as the guest then did it. */
import type { SystemCall } from '../../src/chips/system/ecall.ts';
import { readCall } from '../../src/chips/system/read.ts';
import { Fd, Reg } from '../../src/isa/syscalls.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import type { CallHost } from '../../src/vm/call.ts';
import type { Program } from '../../src/vm/program.ts';
import { ECALL_WORDS, Ecall, type ExecutionRecord, INSN_WORDS, Insn, Space, TOUCHED_WORDS, Touched } from '../../src/vm/record.ts';
import { Syscall, traceReference } from '../support/run.ts';

/** Runs with one of the machine's calls done otherwise. */
export const traceWith = (program: Program, lie: SystemCall, input?: Uint8Array): ExecutionRecord =>
  traceReference(program, { ...(input && { input }), calls: rv32im.calls.map((call) => (call.number === lie.number ? lie : call)) });

/** Runs with a host that moves these numbers of bytes, one for each read of the input, at most as many as asked for; each byte is 0x5a. */
export const traceScripted = (program: Program, counts: readonly number[]): ExecutionRecord => {
  const next = [...counts];
  const execute = (host: CallHost): number => {
    const [fd, buffer, size] = host.argument;
    if (fd !== Fd.INPUT) return readCall.execute(host);
    const count = Math.min(size, next.shift() ?? 0);
    if (count < size) host.remember(1);
    host.moveInput(buffer, count);
    return count;
  };
  const bytes = counts.reduce((sum, count) => sum + count, 0);
  return traceWith(program, { ...readCall, execute }, new Uint8Array(bytes).fill(0x5a));
};

/** The record in which call `n` returned `result`: a0 holds it until an instruction or the end. */
export const withResult = (program: Program, record: ExecutionRecord, n: number, result: number): ExecutionRecord => {
  const ecalls = record.ecalls.slice();
  ecalls[n * ECALL_WORDS + Ecall.RESULT] = result;
  const next = ecalls[(n + 1) * ECALL_WORDS + Ecall.TS];
  return { ...holding(program, record, Reg.A0, ecalls[n * ECALL_WORDS + Ecall.TS] + 3, next, result), ecalls };
};

/** The record in which size of call `n`, a `read` or `write`, was another, and had been in a2 since it was put there. */
export const withSize = (program: Program, record: ExecutionRecord, n: number, size: number): ExecutionRecord => {
  const ecalls = record.ecalls.slice();
  const insns = record.insns.slice();
  const at = n * ECALL_WORDS;
  ecalls[at + Ecall.A2] = size;
  for (let r = 0; r < insns.length; r += INSN_WORDS)
    if (program.instructions[insns[r + Insn.INDEX]].rd === Reg.A2 && insns[r + Insn.TS] + 3 === ecalls[at + Ecall.PTS2])
      insns[r + Insn.RD] = size;
  const next = ecalls[at + ECALL_WORDS + Ecall.TS];
  return { ...holding(program, { ...record, insns }, Reg.A2, ecalls[at + Ecall.TS] + 2, next, size), ecalls };
};

/** The record in which a register that nothing reads between `from` and `before` held `value` then. */
const holding = (
  program: Program,
  record: ExecutionRecord,
  register: number,
  from: number,
  before: number,
  value: number,
): ExecutionRecord => {
  const insns = record.insns.slice();
  const touched = record.touched.slice();
  for (let r = 0; r < insns.length; r += INSN_WORDS) {
    if (insns[r + Insn.TS] < from || insns[r + Insn.TS] >= before) continue;
    const { rd } = program.instructions[insns[r + Insn.INDEX]];
    if (rd !== register) continue;
    insns[r + Insn.RD_PREV] = value;
    return { ...record, insns };
  }
  for (let r = 0; r < touched.length; r += TOUCHED_WORDS)
    if (touched[r + Touched.SPACE] === Space.REG && touched[r + Touched.INDEX] === register) touched[r + Touched.FINAL] = value;
  return { ...record, touched };
};

/** Results of the reads from the input, in order. */
export const readResults = ({ ecalls }: ExecutionRecord): number[] => {
  const results: number[] = [];
  for (let r = 0; r < ecalls.length; r += ECALL_WORDS)
    if (ecalls[r + Ecall.A7] === Syscall.READ && ecalls[r + Ecall.A0] === Fd.INPUT) results.push(ecalls[r + Ecall.RESULT]);
  return results;
};
