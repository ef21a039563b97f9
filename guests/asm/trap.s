# Traps at its second instruction.
  .section .text._start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  li a0, 0
  ebreak
  .size _start, . - _start
