# Start code of the C and Rust guests: all registers are 0 at the start, so the stack and global pointers are set
# here. The stack is where link.ld puts it.
# system calls: written by `npm run gen`
  .equ .LSYS_EXIT, 93
  .equ .LSYS_READ, 63
  .equ .LSYS_WRITE, 64
# end of system calls
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
  li a7, .LSYS_EXIT
  ecall
  unimp
  .size _start, . - _start
