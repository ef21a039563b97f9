/** The machine that this package offers: RV32IM. Only entries import it (test/repo/machines.test.ts). */
import { addChip } from '../chips/alu/add.ts';
import { addInPlaceChip } from '../chips/alu/addInPlace.ts';
import { addiChip, addiInPlaceChip } from '../chips/alu/addi.ts';
import { bitwiseChip, bitwiseInPlaceChip } from '../chips/alu/bitwise.ts';
import { bitwiseImmediateChip } from '../chips/alu/bitwiseImmediate.ts';
import { divideChip } from '../chips/alu/divide.ts';
import { lessThanChip } from '../chips/alu/lessThan.ts';
import { lessThanImmediateChip } from '../chips/alu/lessThanImmediate.ts';
import { multiplyChip } from '../chips/alu/multiply.ts';
import { multiplyHighChip } from '../chips/alu/multiplyHigh.ts';
import { shiftImmediateChip, shiftImmediateInPlaceChip } from '../chips/alu/shiftImmediate.ts';
import { shiftRegisterChip } from '../chips/alu/shiftRegister.ts';
import { writeConstantChip } from '../chips/alu/writeConstant.ts';
import { branchEqualChip } from '../chips/control/branchEqual.ts';
import { branchLessChip } from '../chips/control/branchLess.ts';
import { gotoChip } from '../chips/control/goto.ts';
import { jumpRegisterChip } from '../chips/control/jumpRegister.ts';
import { jumpRegisterUnlinkedChip } from '../chips/control/jumpRegisterUnlinked.ts';
import { advanceTimestampChip } from '../chips/memory/advanceTimestamp.ts';
import { imageChip } from '../chips/memory/image.ts';
import { loadSubwordChip } from '../chips/memory/loadSubword.ts';
import { loadWordChip, loadWordInPlaceChip } from '../chips/memory/loadWord.ts';
import { storeSubwordChip } from '../chips/memory/storeSubword.ts';
import { storeWordChip } from '../chips/memory/storeWord.ts';
import { zeroMemoryChip } from '../chips/memory/zeroMemory.ts';
import { BUSES, execBus, haltBus, publicBus, zeroChainBus } from '../chips/shared/buses.ts';
import { word32 } from '../chips/shared/word.ts';
import { exitCall } from '../chips/system/exit.ts';
import { ioByteChip } from '../chips/system/ioByte.ts';
import { readCall } from '../chips/system/read.ts';
import { writeCall } from '../chips/system/write.ts';
import { bytesTable } from '../chips/tables/bytes.ts';
import { nibblesTable } from '../chips/tables/nibbles.ts';
import { powerTable } from '../chips/tables/power.ts';
import { programChip } from '../chips/tables/program.ts';
import { rangeTable } from '../chips/tables/range.ts';
import { rangeBitsTable } from '../chips/tables/rangeBits.ts';
import { ADVANCE_WORDS, FIRST_TICK, IO_WORDS } from '../vm/record.ts';
import { FIXED_ROOTS } from './fixedRoots.ts';
import { defineMachine } from './machine.ts';

export const rv32im = defineMachine({
  name: 'rv32im',
  buses: BUSES,
  boundary: [
    // Control starts at the entry, and the run ends with the exit code.
    { bus: execBus, multiplicity: 1, each: 'run', fields: ['entry', 4 * FIRST_TICK] },
    { bus: haltBus, multiplicity: -1, each: 'run', fields: ['exitLow', 'exitHigh'] },
    // Zero-initialised memory fills exactly the gaps of the image.
    { bus: zeroChainBus, multiplicity: 1, each: 'gaps', fields: ['start'] },
    { bus: zeroChainBus, multiplicity: -1, each: 'gaps', fields: ['end'] },
    { bus: publicBus, multiplicity: -1, each: 'publicBytes', fields: ['index', 'byte'] },
  ],
  instructionChips: [
    addChip(word32),
    addInPlaceChip(word32),
    addiChip(word32),
    addiInPlaceChip(word32),
    bitwiseChip(word32),
    bitwiseInPlaceChip(word32),
    bitwiseImmediateChip(word32),
    lessThanChip(word32),
    lessThanImmediateChip(word32),
    shiftImmediateChip,
    shiftImmediateInPlaceChip,
    shiftRegisterChip,
    multiplyChip,
    multiplyHighChip,
    divideChip,
    writeConstantChip(word32),
    gotoChip(word32),
    jumpRegisterChip(word32),
    jumpRegisterUnlinkedChip(word32),
    branchEqualChip(word32),
    branchLessChip(word32),
    loadWordChip(word32),
    loadWordInPlaceChip(word32),
    loadSubwordChip,
    storeWordChip(word32),
    storeSubwordChip,
  ],
  calls: [exitCall, readCall, writeCall],
  recordChips: [
    { kind: 'io', words: IO_WORDS, chip: ioByteChip },
    { kind: 'advances', words: ADVANCE_WORDS, chip: advanceTimestampChip(word32) },
  ],
  otherChips: [zeroMemoryChip, imageChip, programChip],
  fixedTables: [rangeTable, bytesTable, rangeBitsTable, nibblesTable, powerTable],
  knownRoots: FIXED_ROOTS,
});
