# Start code of the C and Rust guests: all registers are 0 at the start, so the stack and global pointers are set here.
  .section .text._start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  .option push
  .option norelax
  lla gp, __global_pointer$
  .option pop
  lla sp, __stack_top
  call main
  li a7, 93
  ecall
  unimp
  .size _start, . - _start

  .bss
  .balign 16
__stack:
  .space 65536
__stack_top:
