/**
 * The machine: every chip of the RV32IM zkVM in the order of keys and proofs. Chips meet the virtual machine here and nowhere
 * else. A chip or table that a program does not use is absent from its proof.
 */
import type { Bus } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
import { addChip } from '../chips/add.ts';
import { addInPlaceChip } from '../chips/addInPlace.ts';
import { addiChip } from '../chips/addi.ts';
import { addiInPlaceChip } from '../chips/addiInPlace.ts';
import { bitwiseChip } from '../chips/bitwise.ts';
import { bitwiseImmediateChip } from '../chips/bitwiseImmediate.ts';
import { bitwiseInPlaceChip } from '../chips/bitwiseInPlace.ts';
import { branchEqualChip } from '../chips/branchEqual.ts';
import { branchLessChip } from '../chips/branchLess.ts';
import { BUSES } from '../chips/buses.ts';
import { bytesChip } from '../chips/bytes.ts';
import { bytesSmallChip } from '../chips/bytesSmall.ts';
import { constantChip } from '../chips/constant.ts';
import { divideChip } from '../chips/divide.ts';
import type { EcallChip } from '../chips/ecall.ts';
import { haltChip } from '../chips/halt.ts';
import { imageChip } from '../chips/image.ts';
import type { InstructionChip } from '../chips/instruction.ts';
import { ioByteChip } from '../chips/ioByte.ts';
import { jumpChip } from '../chips/jump.ts';
import { jumpRegisterChip } from '../chips/jumpRegister.ts';
import { lessThanChip } from '../chips/lessThan.ts';
import { lessThanImmediateChip } from '../chips/lessThanImmediate.ts';
import { loadPartChip } from '../chips/loadPart.ts';
import { loadWordChip } from '../chips/loadWord.ts';
import { loadWordInPlaceChip } from '../chips/loadWordInPlace.ts';
import { multiplyChip } from '../chips/multiply.ts';
import { multiplyHighChip } from '../chips/multiplyHigh.ts';
import { nibblesChip } from '../chips/nibbles.ts';
import { powerChip } from '../chips/power.ts';
import { programChip } from '../chips/program.ts';
import { rangeChip } from '../chips/range.ts';
import { rangeBitsChip } from '../chips/rangeBits.ts';
import { rangeSmallChip } from '../chips/rangeSmall.ts';
import { readChip } from '../chips/read.ts';
import { refreshChip } from '../chips/refresh.ts';
import { returnChip } from '../chips/return.ts';
import { shiftImmediateChip } from '../chips/shiftImmediate.ts';
import { shiftImmediateInPlaceChip } from '../chips/shiftImmediateInPlace.ts';
import { shiftRegisterChip } from '../chips/shiftRegister.ts';
import { storePartChip } from '../chips/storePart.ts';
import { storeWordChip } from '../chips/storeWord.ts';
import { writeChip } from '../chips/write.ts';
import { zeroMemoryChip } from '../chips/zeroMemory.ts';
import { furtherInstances } from './split.ts';

/** One row per executed instruction but ECALL. Each legal instruction is accepted by exactly one. */
export const instructionChips: readonly InstructionChip[] = [
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
];

/** One row per ECALL, by the number in a7. */
export const ecallChips: readonly EcallChip[] = [haltChip, readChip, writeChip];

/** Fixed tables: chips whose preprocessed columns are the same for every program. */
export const tableChips = [rangeChip, bytesChip, rangeBitsChip, nibblesChip, powerChip] as const;

/** Chips that may be several in a proof: those that make up most instructions of most programs. */
const splittable = [
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
  constantChip,
  jumpChip,
  branchEqualChip,
  branchLessChip,
  loadWordChip,
  loadWordInPlaceChip,
  loadPartChip,
  storeWordChip,
  storePartChip,
  refreshChip,
];
const MAX_INSTANCES = 3;
/** Further instances by the chip that they repeat. */
export const instances: ReadonlyMap<Chip, readonly Chip[]> = new Map(
  splittable.map(({ chip }) => [chip, furtherInstances(chip, MAX_INSTANCES)]),
);

export interface Machine {
  readonly name: string;
  readonly buses: readonly Bus[];
  readonly chips: readonly Chip[];
}

export const rv32im: Machine = {
  name: 'rv32im',
  buses: BUSES,
  chips: [
    ...instructionChips.map(({ chip }): Chip => chip),
    ...ecallChips.map(({ chip }): Chip => chip),
    ioByteChip.chip,
    refreshChip.chip,
    zeroMemoryChip.chip,
    imageChip.chip,
    programChip.chip,
    rangeSmallChip.chip,
    bytesSmallChip.chip,
    ...[...instances.values()].flat(),
    ...tableChips.map(({ chip }): Chip => chip),
  ],
};
