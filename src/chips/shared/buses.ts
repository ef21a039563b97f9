/**
 * Every bus of the machine, and what travels on it. The position in BUSES is part of every message, so the list is part of the machine's digest.
 * docs/protocol.md, "Buses".
 */
import { arrayField, type Bus, defineBus } from '../../air/bus.ts';

/** The order of execution: the next instruction to run is at pc, at timestamp ts. The verifier sends the start. */
export const execBus = defineBus(0, 'exec', 'permutation', ['pc', 'ts']);

/** By the limbs of a word: its bytes, and the operands of a pre-decoded instruction. */
export interface Bytes {
  readonly 2: 4;
  readonly 4: 8;
}
export interface Operands {
  readonly 2: 4;
  readonly 4: 6;
}

/**
 * Registers, memory and read-only memory: the cell of `space` (src/vm/record.ts) at an address holds the word since `ts`. The
 * address of a word is in halves: `upper` below 2^14, and `lower`, a multiple of the bytes of a word, below 2^16. No cell has
 * another name, so an access need not bound the halves. Register r has upper 0 and lower r.
 */
export const memoryBusOf = <const N extends keyof Bytes>(limbs: N) =>
  defineBus(1, 'memory', 'permutation', ['space', 'upper', 'lower', arrayField('word', limbs), 'ts']);

/** The guest's instructions, pre-decoded. The meaning of x depends on op (each chip's `encode`). */
export const programBusOf = <const N extends keyof Operands>(operands: Operands[N]) =>
  defineBus(2, 'program', 'lookup', ['pc', 'op', 'rd', 'rs1', 'rs2', arrayField('x', operands)]);

/** The same buses for a machine of 32 bits. */
export const memoryBus = memoryBusOf(2);
export const programBus = programBusOf<2>(4);

/** 0 <= value < 2^bits, bits in [0, 16]. */
export const rangeBus = defineBus(3, 'range', 'lookup', ['value', 'bits']);

/** z = x op y for bytes x, y: op 0 AND, 1 OR, 2 XOR; op 3 only says that x and y are bytes (z = 0). */
export const bytesBus = defineBus(4, 'bytes', 'lookup', ['op', 'x', 'y', 'z']);

/** power = 2^exponent, exponent in [0, 15]. */
export const powerBus = defineBus(5, 'power', 'lookup', ['exponent', 'power']);

/** Bytes moved by `read` (kind 1) and `write` to the public values (kind 0): `left` bytes to go from address `pointer`. */
export const ioBus = defineBus(6, 'io', 'permutation', ['kind', 'pointer', 'left', 'ts', 'cursor']);

/** Public values: byte `index`. The verifier receives them. */
export const publicBus = defineBus(7, 'public', 'permutation', ['index', 'byte']);

/** The end of execution with the exit code in 16-bit halves. The verifier receives it. */
export const haltBus = defineBus(8, 'halt', 'permutation', ['lo', 'hi']);

/** Zero-initialised memory: word indices in strictly increasing order between ends that the verifier supplies. */
export const zeroChainBus = defineBus(9, 'zero-chain', 'permutation', ['index']);

/** 0 <= value < 2^bits, bits in [0, 8]. `range-small` looks it up. */
export const smallRangeBus = defineBus(10, 'small-range', 'lookup', ['value', 'bits']);

/** As `bytes`, for 4-bit x, y, z. `bytes-small` looks it up. */
export const nibblesBus = defineBus(11, 'nibbles', 'lookup', ['op', 'x', 'y', 'z']);

export const BUSES: readonly Bus[] = [
  execBus,
  memoryBus,
  programBus,
  rangeBus,
  bytesBus,
  powerBus,
  ioBus,
  publicBus,
  haltBus,
  zeroChainBus,
  smallRangeBus,
  nibblesBus,
];

export const ByteOp = { AND: 0, OR: 1, XOR: 2, PAIR: 3 } as const;

/** Operations of the program bus that isa/opcodes.ts does not have: what several instructions become when they are pre-decoded. */
export const ProgramOp = {
  /** rd := constant, continue at a constant: LUI, AUIPC, JAL. */
  WRITE_CONSTANT: 64,
  /** Continue at a constant, write nothing: JAL x0, FENCE and every computation into x0. */
  GOTO: 65,
  /** JALR x0. */
  JUMP_REGISTER_UNLINKED: 66,
  /** AND, OR, XOR: x[0] is the operation of the bytes table. */
  BITWISE: 67,
} as const;
