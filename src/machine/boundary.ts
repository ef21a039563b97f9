/** The verifier's side of the buses: what it sends and receives for a statement. docs/protocol.md, "Boundary". */
import { execBus, haltBus, publicBus, zeroChainBus } from '../chips/buses.ts';
import { FIRST_TICK } from '../vm/record.ts';
import type { BoundaryMessage } from '../stark/statement.ts';
import type { ProgramInfo } from './programInfo.ts';

export const boundaryMessages = (program: ProgramInfo, exitCode: number, publicValues: Uint8Array): BoundaryMessage[] => [
  { bus: execBus.id, fields: [program.entry, 4 * FIRST_TICK], multiplicity: 1 },
  { bus: haltBus.id, fields: [exitCode & 0xffff, exitCode >>> 16], multiplicity: -1 },
  ...program.gaps.flatMap(([start, end]): BoundaryMessage[] => [
    { bus: zeroChainBus.id, fields: [start - 1], multiplicity: 1 },
    { bus: zeroChainBus.id, fields: [end], multiplicity: -1 },
  ]),
  ...Array.from(publicValues, (byte, index): BoundaryMessage => ({ bus: publicBus.id, fields: [index, byte], multiplicity: -1 })),
];
