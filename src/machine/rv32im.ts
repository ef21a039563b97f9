/**
 * The machine: every chip of the RV32IM zkVM in the order of keys and proofs. Chips meet the virtual machine here and nowhere
 * else. A chip or table that a program does not use is absent from its proof.
 */
import type { Bus } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
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
import type { InstructionChip } from '../chips/shared/instruction.ts';
import type { EcallChip } from '../chips/system/ecall.ts';
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
import { furtherInstances } from './instances.ts';

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
