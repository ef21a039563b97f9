/**
 * The verifier's side of the buses, from the statement alone: control starts at the entry, execution ends with the exit code, the
 * public values are these bytes, and zero-initialised memory fills exactly the gaps of the image. docs/protocol.md, "Buses".
 */
import { execBus, haltBus, publicBus, zeroChainBus } from '../chips/shared/buses.ts';
import type { BoundaryMessage } from '../stark/statement.ts';
import { FIRST_TICK } from '../vm/record.ts';
import type { ProgramInfo } from './programTable.ts';

/** How a run ended. */
export interface Outcome {
  /** uint32. */
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
}

/** Timestamp of the first instruction. */
const FIRST_TIMESTAMP = 4 * FIRST_TICK;

export const boundaryMessages = (info: ProgramInfo, outcome: Outcome): BoundaryMessage[] => {
  const messages: BoundaryMessage[] = [
    { bus: execBus.id, fields: [info.entry, FIRST_TIMESTAMP], multiplicity: 1 },
    { bus: haltBus.id, fields: [outcome.exitCode & 0xffff, outcome.exitCode >>> 16], multiplicity: -1 },
  ];
  for (const { start, end } of info.gaps) {
    messages.push({ bus: zeroChainBus.id, fields: [start], multiplicity: 1 });
    messages.push({ bus: zeroChainBus.id, fields: [end], multiplicity: -1 });
  }
  outcome.publicValues.forEach((byte, i) => {
    messages.push({ bus: publicBus.id, fields: [i, byte], multiplicity: -1 });
  });
  return messages;
};
