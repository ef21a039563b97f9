/** The machine that this package offers: RV32IM. Only entries import it (test/repo/machines.test.ts). */
import { addChip } from '../chips/alu/add.ts';
import { addInPlaceChip } from '../chips/alu/addInPlace.ts';
import { addiChip } from '../chips/alu/addi.ts';
import { addiInPlaceChip } from '../chips/alu/addiInPlace.ts';
import { bitwiseChip } from '../chips/alu/bitwise.ts';
import { bitwiseImmediateChip } from '../chips/alu/bitwiseImmediate.ts';
import { bitwiseInPlaceChip } from '../chips/alu/bitwiseInPlace.ts';
import { constantChip } from '../chips/alu/constant.ts';
import { divideChip } from '../chips/alu/divide.ts';
import { lessThanChip } from '../chips/alu/lessThan.ts';
import { lessThanImmediateChip } from '../chips/alu/lessThanImmediate.ts';
import { multiplyChip } from '../chips/alu/multiply.ts';
import { multiplyHighChip } from '../chips/alu/multiplyHigh.ts';
import { shiftImmediateChip } from '../chips/alu/shiftImmediate.ts';
import { shiftImmediateInPlaceChip } from '../chips/alu/shiftImmediateInPlace.ts';
import { shiftRegisterChip } from '../chips/alu/shiftRegister.ts';
import { branchEqualChip } from '../chips/control/branchEqual.ts';
import { branchLessChip } from '../chips/control/branchLess.ts';
import { jumpChip } from '../chips/control/jump.ts';
import { jumpRegisterChip } from '../chips/control/jumpRegister.ts';
import { returnChip } from '../chips/control/return.ts';
import { imageChip } from '../chips/memory/image.ts';
import { loadPartChip } from '../chips/memory/loadPart.ts';
import { loadWordChip } from '../chips/memory/loadWord.ts';
import { loadWordInPlaceChip } from '../chips/memory/loadWordInPlace.ts';
import { refreshChip } from '../chips/memory/refresh.ts';
import { storePartChip } from '../chips/memory/storePart.ts';
import { storeWordChip } from '../chips/memory/storeWord.ts';
import { zeroMemoryChip } from '../chips/memory/zeroMemory.ts';
import { BUSES } from '../chips/shared/buses.ts';
import { haltChip } from '../chips/system/halt.ts';
import { ioByteChip } from '../chips/system/ioByte.ts';
import { readChip } from '../chips/system/read.ts';
import { writeChip } from '../chips/system/write.ts';
import { bytesChip } from '../chips/tables/bytes.ts';
import { bytesSmallChip } from '../chips/tables/bytesSmall.ts';
import { nibblesChip } from '../chips/tables/nibbles.ts';
import { powerChip } from '../chips/tables/power.ts';
import { programChip } from '../chips/tables/program.ts';
import { rangeChip } from '../chips/tables/range.ts';
import { rangeBitsChip } from '../chips/tables/rangeBits.ts';
import { rangeSmallChip } from '../chips/tables/rangeSmall.ts';
import { IO_WORDS, REFRESH_WORDS } from '../vm/record.ts';
import { FIXED_ROOTS } from './fixedRoots.ts';
import { defineMachine } from './machine.ts';

export const rv32im = defineMachine({
  name: 'rv32im',
  buses: BUSES,
  instructionChips: [
    addChip,
    addInPlaceChip,
    addiChip,
    addiInPlaceChip,
    bitwiseChip,
    bitwiseInPlaceChip,
    bitwiseImmediateChip,
    lessThanChip,
    lessThanImmediateChip,
    shiftImmediateChip,
    shiftImmediateInPlaceChip,
    shiftRegisterChip,
    multiplyChip,
    multiplyHighChip,
    divideChip,
    constantChip,
    jumpChip,
    jumpRegisterChip,
    returnChip,
    branchEqualChip,
    branchLessChip,
    loadWordChip,
    loadWordInPlaceChip,
    loadPartChip,
    storeWordChip,
    storePartChip,
  ],
  ecallChips: [haltChip, readChip, writeChip],
  recordChips: [
    { kind: 'io', words: IO_WORDS, chip: ioByteChip },
    { kind: 'refreshes', words: REFRESH_WORDS, chip: refreshChip },
  ],
  otherChips: [zeroMemoryChip, imageChip, programChip, rangeSmallChip, bytesSmallChip],
  fixedTables: [rangeChip, bytesChip, rangeBitsChip, nibblesChip, powerChip],
  knownRoots: FIXED_ROOTS,
});
