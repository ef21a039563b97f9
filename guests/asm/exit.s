# The smallest guest: three instructions.
  .section .text._start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  li a7, 93
  li a0, 0
  ecall
  .size _start, . - _start
