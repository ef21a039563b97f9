# The smallest guest: three instructions.
# system calls: written by `npm run gen`
  .equ .LSYS_EXIT, 93
  .equ .LSYS_READ, 63
  .equ .LSYS_WRITE, 64
# end of system calls
  .section .text._start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  li a7, .LSYS_EXIT
  li a0, 0
  ecall
  .size _start, . - _start
