/** Generated from src/vm/record.ts by `npm run gen`. */
export const MAX_GAP: u32 = 65536;
export namespace Space {
  export const REG: u32 = 0;
  export const RAM: u32 = 1;
  export const ROM: u32 = 2;
}
export namespace Insn {
  export const INDEX: usize = 0;
  export const TS: usize = 4;
  export const RS1: usize = 8;
  export const RS2: usize = 12;
  export const RD: usize = 16;
  export const RD_PREV: usize = 20;
  export const PTS1: usize = 24;
  export const PTS2: usize = 28;
  export const PTSD: usize = 32;
  export const ADDRESS: usize = 36;
  export const MEM_PREV: usize = 40;
  export const MEM_NEW: usize = 44;
  export const PTSM: usize = 48;
  export const NEXT_PC: usize = 52;
  export const SPACE: usize = 56;
  export const UNUSED: usize = 60;
  export const BYTES: usize = 64;
}
export namespace Io {
  export const TS: usize = 0;
  export const ADDRESS: usize = 4;
  export const LEFT: usize = 8;
  export const CURSOR: usize = 12;
  export const IS_READ: usize = 16;
  export const BYTE: usize = 20;
  export const MEM_PREV: usize = 24;
  export const MEM_NEW: usize = 28;
  export const PTS: usize = 32;
  export const SPACE: usize = 36;
  export const UNUSED: usize = 40;
  export const BYTES: usize = 48;
}
export namespace Advance {
  export const SPACE: usize = 0;
  export const INDEX: usize = 4;
  export const VALUE: usize = 8;
  export const FROM: usize = 12;
  export const TO: usize = 16;
  export const UNUSED: usize = 20;
  export const BYTES: usize = 24;
}
export namespace Touched {
  export const SPACE: usize = 0;
  export const INDEX: usize = 4;
  export const FINAL: usize = 8;
  export const TS_INIT: usize = 12;
  export const TS_FINAL: usize = 16;
  export const UNUSED: usize = 20;
  export const BYTES: usize = 24;
}
