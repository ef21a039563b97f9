/**
 * Random RV32IM programs that never trap and always end: a sequence of blocks, each of which loads registers with edge values, runs
 * random arithmetic, memory accesses, branches, bounded loops and calls, and then writes its registers and scratch memory to a file
 * descriptor. So one ELF holds hundreds of programs, and any difference shows in the output of its block.
 */
import { Op } from '../../src/isa/opcodes.ts';
import { Reg } from '../../src/isa/syscalls.ts';
import { DATA_ADDRESS, elfOfWords } from './elfBuilder.ts';
import { encode, exit, li } from './programAssembler.ts';
import { type Rng, rng } from './rng.ts';
import { Syscall } from './run.ts';

export interface GeneratorOptions {
  readonly seed: number;
  readonly blocks: number;
  /** Where blocks write their state: 1 the console, 3 the public values (at most 65536 bytes). */
  readonly fd: 1 | 3;
}

const REGISTER_BYTES = 128;
const SCRATCH_BYTES = 256;
/** What one block writes. */
export const BLOCK_BYTES = REGISTER_BYTES + SCRATCH_BYTES;

/** Registers that random instructions read but never write. */
const LOOP = 29;
const SCRATCH = 30;
const DUMP = 31;
const WRITABLE = 29;

const EDGES = [
  0, 1, -1, 2, -2, 0x8000_0000, 0x8000_0001, 0x7fff_ffff, 0x7fff_fffe, 0xffff, 0x1_0000, 0xffff_0000, 0x8000, 0x7fff, 0x80, 0x7f, 0xff, 31,
  32, 33, 0x5555_5555, 0xaaaa_aaaa,
];
const IMMEDIATES = [0, 1, -1, 2047, -2048, 31, 255, -256, 1024];

const REGISTER_OPS = [
  Op.ADD,
  Op.SUB,
  Op.XOR,
  Op.OR,
  Op.AND,
  Op.SLL,
  Op.SRL,
  Op.SRA,
  Op.SLT,
  Op.SLTU,
  Op.MUL,
  Op.MULH,
  Op.MULHSU,
  Op.MULHU,
  Op.DIV,
  Op.DIVU,
  Op.REM,
  Op.REMU,
];
const IMMEDIATE_OPS = [Op.ADDI, Op.XORI, Op.ORI, Op.ANDI, Op.SLTI, Op.SLTIU];
const SHIFT_OPS = [Op.SLLI, Op.SRLI, Op.SRAI];
const LOADS = [
  [Op.LB, 1],
  [Op.LH, 2],
  [Op.LW, 4],
  [Op.LBU, 1],
  [Op.LHU, 2],
] as const;
const STORES = [
  [Op.SB, 1],
  [Op.SH, 2],
  [Op.SW, 4],
] as const;
const BRANCHES = [Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU];

interface Context {
  readonly random: Rng;
  /** A register that must keep its value: a return address in use. */
  readonly keep: number;
}

const source = ({ random }: Context): number => random.below(32);
const target = ({ random, keep }: Context): number => {
  for (;;) {
    const rd = random.below(5) === 0 ? 0 : random.below(WRITABLE);
    if (rd !== keep || keep === 0) return rd;
  }
};
const value = (random: Rng): number => (random.below(3) === 0 ? random.u32() : random.pick(EDGES));
const immediate = (random: Rng): number => (random.below(2) === 0 ? random.pick(IMMEDIATES) : random.below(4096) - 2048);

const arithmetic = (c: Context): number[] => {
  const { random } = c;
  const rd = target(c);
  // Aliases are rare by chance alone.
  const rs1 = random.below(4) === 0 ? rd : source(c);
  const rs2 = random.below(4) === 0 ? rd : random.below(4) === 0 ? rs1 : source(c);
  switch (random.below(5)) {
    case 0:
      return [encode(random.pick(IMMEDIATE_OPS), { rd, rs1, imm: immediate(random) })];
    case 1:
      return [encode(random.pick(SHIFT_OPS), { rd, rs1, imm: random.below(32) })];
    case 2:
      return [encode(random.pick([Op.LUI, Op.AUIPC]), { rd, imm: random.u32() & 0xffff_f000 })];
    default:
      return [encode(random.pick(REGISTER_OPS), { rd, rs1, rs2 })];
  }
};

/** Aligned, within the scratch area; now and then through a fresh base register, or a load from the code. */
const memoryAccess = (c: Context): number[] => {
  const { random } = c;
  const isLoad = random.below(2) === 0;
  const [op, bytes] = isLoad ? random.pick(LOADS) : random.pick(STORES);
  const offset = random.below(SCRATCH_BYTES / bytes) * bytes - SCRATCH_BYTES / 2;
  const emit = (rs1: number, imm: number) => encode(op, isLoad ? { rd: target(c), rs1, imm } : { rs1, rs2: source(c), imm });
  const base = target(c);
  if (base === 0 || random.below(3) > 0) return [emit(SCRATCH, offset)];
  const split = random.below(4096) - 2048;
  if (isLoad && random.below(4) === 0) return [encode(Op.AUIPC, { rd: base }), emit(base, random.below(8) * 4)];
  const within = Math.max(-2048, Math.min(2047, offset - split));
  return [encode(Op.ADDI, { rd: base, rs1: SCRATCH, imm: offset - within }), emit(base, within)];
};

const simple = (c: Context): number[] => (c.random.below(3) === 0 ? memoryAccess(c) : arithmetic(c));
const many = (c: Context, count: number): number[] => Array.from({ length: count }, () => simple(c)).flat();

/** Over a few instructions, taken or not. */
const forwardBranch = (c: Context): number[] => {
  const body = many(c, 1 + c.random.below(4));
  const rs1 = source(c);
  const rs2 = c.random.below(4) === 0 ? rs1 : source(c);
  return [encode(c.random.pick(BRANCHES), { rs1, rs2, imm: 4 * (body.length + 1) }), ...body];
};

const loop = (c: Context): number[] => {
  const body = [...many(c, 1 + c.random.below(5)), ...forwardBranch(c)];
  const back = c.random.pick([Op.BNE, Op.BLT]);
  const operands = back === Op.BNE ? { rs1: LOOP, rs2: 0 } : { rs1: 0, rs2: LOOP };
  return [
    ...li(LOOP, 1 + c.random.below(6)),
    ...body,
    encode(Op.ADDI, { rd: LOOP, rs1: LOOP, imm: -1 }),
    encode(back, { ...operands, imm: -4 * (body.length + 1) }),
  ];
};

/** A call by JAL or by AUIPC and JALR (sometimes with an odd target, sometimes with rd = rs1), and the return. */
const call = (c: Context): number[] => {
  const link = 1 + c.random.below(WRITABLE - 1);
  const body = many({ ...c, keep: link }, 1 + c.random.below(4));
  const over = encode(Op.JAL, { imm: 4 * (body.length + 2) });
  const back = encode(Op.JALR, { rs1: link });
  if (c.random.below(2) === 0) return [encode(Op.JAL, { rd: link, imm: 8 }), over, ...body, back];
  const base = c.random.below(2) === 0 ? link : 1 + c.random.below(WRITABLE - 1);
  return [encode(Op.AUIPC, { rd: base }), encode(Op.JALR, { rd: link, rs1: base, imm: 12 + c.random.below(2) }), over, ...body, back];
};

const piece = (c: Context): number[] => {
  switch (c.random.below(12)) {
    case 0:
      return forwardBranch(c);
    case 1:
      return loop(c);
    case 2:
      return call(c);
    case 3:
      return [encode(Op.FENCE, {})];
    default:
      return simple(c);
  }
};

const dump = (fd: number): number[] => [
  ...Array.from({ length: 32 }, (_, i) => encode(Op.SW, { rs1: DUMP, rs2: i, imm: 4 * i })),
  ...li(Reg.A0, fd),
  encode(Op.ADDI, { rd: Reg.A1, rs1: DUMP }),
  ...li(Reg.A2, BLOCK_BYTES),
  ...li(Reg.A7, Syscall.WRITE),
  encode(Op.ECALL),
];

const block = (random: Rng, fd: number): number[] => {
  const c: Context = { random, keep: 0 };
  const start = Array.from({ length: WRITABLE - 1 }, (_, i) => (random.below(2) === 0 ? li(i + 1, value(random)) : [])).flat();
  const body = Array.from({ length: 10 + random.below(20) }, () => piece(c)).flat();
  return [...start, ...body, ...dump(fd)];
};

export const generateWords = ({ seed, blocks, fd }: GeneratorOptions): number[] => {
  const random = rng(seed);
  return [
    // The one register that is not 0 when a Linux program starts.
    ...li(2, 0),
    ...li(DUMP, DATA_ADDRESS),
    ...li(SCRATCH, DATA_ADDRESS + REGISTER_BYTES + SCRATCH_BYTES / 2),
    ...Array.from({ length: blocks }, () => block(random, fd)).flat(),
    ...exit(0),
  ];
};

/** The ELF; its data segment starts with random bytes and ends in .bss. */
export const generateElf = (options: GeneratorOptions): Uint8Array => {
  const random = rng(~options.seed);
  const data = Uint8Array.from({ length: BLOCK_BYTES / 2 }, () => random.below(256));
  return elfOfWords(generateWords(options), data, 4096);
};
