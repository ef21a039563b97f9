/**
 * A guest's program as the machine sees it: the preprocessed columns of `program` and `image`, and what else the verifier
 * has to know of it. A proof is about the commitment to these columns, so whoever makes the commitment vouches for what
 * `validateProgramTable` checks; the chips rely on it.
 */
import { columnWidth } from '../air/columns.ts';
import { imageChip } from '../chips/memory/image.ts';
import { cellAddress, cellIndex } from '../chips/shared/cells.ts';
import type { EncodedInstruction, TableRows } from '../chips/shared/instruction.ts';
import { ecallRows, encodeEcall } from '../chips/system/ecall.ts';
import { NO_OPERATION, programChip } from '../chips/tables/program.ts';
import { PellucidError } from '../core/error.ts';
import { log2Ceil } from '../core/log2.ts';
import { fromInt } from '../field/felt.ts';
import { MEMORY_END, WORD_END, WORD_START } from '../isa/memory.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import type { PreprocessedTable } from '../stark/preprocessed.ts';
import type { ImageRange, Program } from '../vm/program.ts';
import { REG_COUNT, REG_SINK, Space } from '../vm/record.ts';
import { type Machine, programChips } from './machine.ts';

/** Word indices [start, end). */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** What the verifier needs of a program besides the Merkle root of its tables. */
export interface ProgramInfo {
  readonly entry: number;
  /** log2 of the heights of the tables, in the order of the machine's `programChips`. */
  readonly logHeights: readonly number[];
  /** The zero-initialised words of guest memory: what no range of the image covers. Sorted, not empty, disjoint. */
  readonly gaps: readonly Gap[];
}

export interface ProgramTable {
  readonly info: ProgramInfo;
  readonly program: PreprocessedTable;
  readonly image: PreprocessedTable;
  /** Live rows of `program`. */
  readonly programRows: number;
  /** Live rows of `image`. */
  readonly imageRows: number;
  /** Row of `program` by index of the instruction; -1 for an illegal word. */
  readonly rowOf: Int32Array;
  /** Copies of the program's, which are frozen: filling reads one for each row, and frozen objects are slower to read. */
  readonly instructions: readonly Instruction[];
  /**
   * By index of the instruction: the index of its chip in the machine's `instructionChips`, or their number where none of them proves it: an
   * illegal word, and an ECALL, whose chip the call decides.
   */
  readonly chipOf: Uint16Array;
}

const refuse = (message: string, details: Record<string, unknown> = {}): never => {
  throw new PellucidError('program-table-invalid', message, details);
};

/** Index of the instruction chip that proves the instruction, or the number of these chips. */
const chipIndex = ({ instructionChips }: Machine, insn: Instruction): number => {
  if (insn.op === Op.ILLEGAL || insn.op === Op.ECALL) return instructionChips.length;
  const index = instructionChips.findIndex((chip) => chip.accepts(insn));
  if (index === -1) return refuse(`no chip accepts operation ${insn.op} at ${insn.pc}`);
  // Key generation tries samples of each form; this is every instruction that will be proved.
  const other = instructionChips.findLast((chip) => chip.accepts(insn));
  if (other !== instructionChips[index]) {
    refuse(`both ${instructionChips[index].chip.name} and ${other?.chip.name} accept operation ${insn.op} at ${insn.pc}`);
  }
  return index;
};

const encodeInstruction = ({ instructionChips }: Machine, insn: Instruction, chip: number): EncodedInstruction =>
  insn.op === Op.ECALL ? encodeEcall : instructionChips[chip].encode(insn);

/** The parts of guest memory that no range of the image covers. Throws if ranges overlap or leave guest memory. */
const gapsBetween = (ranges: readonly ImageRange[]): Gap[] => {
  const gaps: Gap[] = [];
  let start = WORD_START;
  for (const range of [...ranges].sort((a, b) => a.startIndex - b.startIndex)) {
    const end = range.startIndex + range.words.length;
    if (range.startIndex < start || end > WORD_END) refuse(`image range at word ${range.startIndex} overlaps or leaves memory`);
    if (range.startIndex > start) gaps.push({ start, end: range.startIndex });
    start = end;
  }
  if (start < WORD_END) gaps.push({ start, end: WORD_END });
  return gaps;
};

const programTable = (
  machine: Machine,
  program: Program,
): { table: PreprocessedTable; rows: number; rowOf: Int32Array; chipOf: Uint16Array } => {
  const { instructions } = program;
  const chipOf = Uint16Array.from(instructions, (insn) => chipIndex(machine, insn));
  let rows = 0;
  const rowOf = Int32Array.from(instructions, ({ op }) => (op === Op.ILLEGAL ? -1 : rows++));
  const p = programChip.preprocessedOffsets;
  const width = columnWidth(programChip.chip.preprocessed);
  const logHeight = log2Ceil(rows);
  const values = new Uint32Array(2 ** logHeight * width);
  instructions.forEach((insn, i) => {
    if (rowOf[i] === -1) return;
    const at = rowOf[i] * width;
    const { op, rd, rs1, rs2, x } = encodeInstruction(machine, insn, chipOf[i]);
    values[at + p.pc] = insn.pc;
    values[at + p.op] = op;
    values[at + p.rd] = rd;
    values[at + p.rs1] = rs1;
    values[at + p.rs2] = rs2;
    p.x.forEach((column, j) => {
      values[at + column] = fromInt(x[j] ?? 0);
    });
  });
  for (let row = rows; row < 2 ** logHeight; row++) values[row * width + p.op] = NO_OPERATION;
  return { table: { logHeight, width, values }, rows, rowOf, chipOf };
};

const imageTable = (program: Program): { table: PreprocessedTable; rows: number } => {
  const p = imageChip.preprocessedOffsets;
  const width = columnWidth(imageChip.chip.preprocessed);
  const words = [...program.ram, ...program.rom].reduce((total, range) => total + range.words.length, 0);
  const rows = REG_COUNT + words;
  const logHeight = log2Ceil(rows);
  const values = new Uint32Array(2 ** logHeight * width);
  let at = 0;
  const put = (space: number, index: number, word: number): void => {
    values[at + p.space] = space;
    const { upper, lower } = cellAddress(space, index);
    values[at + p.upper] = upper;
    values[at + p.lower] = lower;
    values[at + p.word[0]] = word & 0xffff;
    values[at + p.word[1]] = word >>> 16;
    values[at + p.isReal] = 1;
    values[at + p.isRom] = space === Space.ROM ? 1 : 0;
    at += width;
  };
  for (let index = 0; index < REG_COUNT; index++) put(Space.REG, index, 0);
  for (const [space, ranges] of [
    [Space.RAM, program.ram],
    [Space.ROM, program.rom],
  ] as const) {
    for (const { startIndex, words: content } of ranges) {
      for (let i = 0; i < content.length; i++) put(space, startIndex + i, content[i]);
    }
  }
  return { table: { logHeight, width, values }, rows };
};

/** The table of the program chip of that name. */
export const programTableOf = (tables: Pick<ProgramTable, 'program' | 'image'>, chip: string): PreprocessedTable => {
  if (chip === programChip.chip.name) return tables.program;
  if (chip === imageChip.chip.name) return tables.image;
  return refuse(`no table of a program is called ${chip}`);
};

/** Pre-decodes a program. PellucidError 'program-table-invalid' if it cannot be proved. */
export const buildProgramTable = (machine: Machine, program: Program): ProgramTable => {
  const { table, rows: programRows, rowOf, chipOf } = programTable(machine, program);
  const image = imageTable(program);
  const built: ProgramTable = {
    info: {
      entry: program.entry,
      logHeights: programChips(machine).map(({ name }) => programTableOf({ program: table, image: image.table }, name).logHeight),
      gaps: gapsBetween([...program.ram, ...program.rom]),
    },
    program: table,
    image: image.table,
    programRows,
    imageRows: image.rows,
    rowOf,
    instructions: program.instructions.map((insn) => ({ ...insn })),
    chipOf,
  };
  validateProgramTable(machine, built);
  return built;
};

/** Whether the words of the program's memory are still those of its table. Typed arrays cannot be frozen, so a caller can change them. */
export const isImageOf = ({ image }: ProgramTable, { ram, rom }: Program): boolean => {
  const [low, high] = imageChip.preprocessedOffsets.word;
  let at = REG_COUNT * image.width;
  for (const { words } of [...ram, ...rom]) {
    for (let i = 0; i < words.length; i++, at += image.width) {
      if (image.values[at + low] !== (words[i] & 0xffff) || image.values[at + high] !== words[i] >>> 16) return false;
    }
  }
  return true;
};

/** What each operation's chips take for granted of its rows. In place or not, they say the same. */
const rulesOf = ({ instructionChips }: Machine): ReadonlyMap<number, TableRows> =>
  new Map([...instructionChips.map(({ tableRows }) => tableRows), ecallRows].flatMap((rules) => rules.ops.map((op) => [op, rules])));

/**
 * Checks the properties of a program's tables that the chips rely on:
 * - pcs are distinct multiples of 4 below 2^30;
 * - no row that writes has rd = 0, and registers exist;
 * - operands have the form that the chips of their operation assume (`tableRows`);
 * - cells are distinct, inside of guest memory, with limbs of 16 bits; registers start at 0;
 * - no zero-initialised gap covers a cell of the image.
 */
export const validateProgramTable = (machine: Machine, { info, program, programRows, image, imageRows }: ProgramTable): void => {
  const rules = rulesOf(machine);
  const p = programChip.preprocessedOffsets;
  const pcs = new Set<number>();
  for (let row = 0; row < 2 ** program.logHeight; row++) {
    const at = row * program.width;
    const cell = (column: number): number => program.values[at + column];
    const op = cell(p.op);
    const pc = cell(p.pc);
    if ((op === NO_OPERATION) !== row >= programRows) refuse(`program row ${row} is live or padding by mistake`, { row });
    if (op === NO_OPERATION) continue;
    if (pcs.has(pc)) refuse(`two instructions at ${pc}`, { pc });
    pcs.add(pc);
    // Below the end of memory, 2^30, so that pc + 4 and every target are integers below p.
    if (pc % 4 !== 0 || pc >= MEMORY_END) refuse(`pc ${pc} is not a multiple of 4 below 2^30`, { pc });
    const rd = cell(p.rd);
    const rule = rules.get(op) ?? refuse(`no chip proves operation ${op} at ${pc}`, { pc, op });
    if (rule.writes === undefined ? rd !== 0 : rd === 0) refuse(`the operation at ${pc} writes x${rd}`, { pc, op, rd });
    if (rd > 31 && !(rd === REG_SINK && rule.writes === 'register or sink'))
      refuse(`the operation at ${pc} writes cell ${rd}`, { pc, op, rd });
    if (cell(p.rs1) > 31 || cell(p.rs2) > 31) refuse(`the operation at ${pc} reads a cell that is no register`, { pc, op });
    if (rule.hasForm !== undefined && !rule.hasForm(p.x.map(cell), op)) refuse(`the operation at ${pc} has other operands`, { pc, op });
  }

  const i = imageChip.preprocessedOffsets;
  const inGap = (index: number): boolean => {
    let low = 0;
    let high = info.gaps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (info.gaps[middle].end <= index) low = middle + 1;
      else high = middle;
    }
    return low < info.gaps.length && info.gaps[low].start <= index;
  };
  const cells = new Set<number>();
  for (let row = 0; row < 2 ** image.logHeight; row++) {
    const at = row * image.width;
    const cell = (column: number): number => image.values[at + column];
    if (cell(i.isReal) !== (row < imageRows ? 1 : 0)) refuse(`image row ${row} is live or padding by mistake`);
    if (row >= imageRows) continue;
    const space = cell(i.space);
    if (space > Space.ROM) refuse(`image row ${row} is in space ${space}`, { row, space });
    const index = cellIndex(space, cell(i.upper), cell(i.lower));
    const named = cellAddress(space, index);
    if (cell(i.upper) !== named.upper || cell(i.lower) !== named.lower) refuse(`image row ${row} names no word`, { row });
    // A word of memory is in one space only, so RAM and ROM share a key.
    const key = space === Space.REG ? index - REG_COUNT : index;
    if (cells.has(key)) refuse(`cell ${index} of space ${space} is initialised twice`, { space, index });
    cells.add(key);
    if (space === Space.REG ? index >= REG_COUNT : index < WORD_START || index >= WORD_END || inGap(index)) {
      refuse(`cell ${index} of space ${space} does not belong to the image`, { space, index });
    }
    if (cell(i.word[0]) > 0xffff || cell(i.word[1]) > 0xffff) refuse(`cell ${index} exceeds 32 bits`, { space, index });
    if (space === Space.REG && (cell(i.word[0]) !== 0 || cell(i.word[1]) !== 0)) refuse(`register ${index} does not start at 0`);
    if (cell(i.isRom) !== (space === Space.ROM ? 1 : 0)) refuse(`cell ${index} has the wrong space`, { space, index });
  }
};
