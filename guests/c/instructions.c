/* Every RV32IM instruction on edge operands: all pairs for the register forms, edge immediates and shift amounts, every offset of
   the loads and stores, taken and untaken branches, both jumps, x0 as destination and source, and aliased registers. Every result goes into
   a digest. No input. Console: a line of text. Public values: the digest (u32) and the number of results (u32). */
#include "guest.h"

static u32 digest = 0x811c9dc5u, count;

static void mix(u32 value) {
  digest = (digest ^ value) * 0x01000193u;
  digest ^= digest >> 15;
  count++;
}

static const u32 EDGES[] = {0, 1, 2, 0xffffffffu, 0xfffffffeu, 0x80000000u, 0x80000001u, 0x7fffffffu, 0x0000ffffu, 0xffff0000u,
                            0x12345678u, 31, 32, 0xaaaaaaaau};
enum { EDGE_COUNT = sizeof EDGES / sizeof *EDGES };

#define REGISTER_OPS(X)                                                                                                     \
  X(add) X(sub) X(xor) X(or) X(and) X(sll) X(srl) X(sra) X(slt) X(sltu) X(mul) X(mulh) X(mulhsu) X(mulhu) X(div) X(divu) X(rem) X(remu)
#define IMMEDIATE_OPS(X) X(addi) X(xori) X(ori) X(andi) X(slti) X(sltiu)
#define SHIFT_OPS(X) X(slli) X(srli) X(srai)
#define BRANCH_OPS(X) X(beq) X(bne) X(blt) X(bge) X(bltu) X(bgeu)

/* rd apart, rd = rs1, rd = rs2, all the same, x0 as each operand, and x0 as destination. */
#define REGISTER_OP(op)                                                                                                     \
  static __attribute__((noinline)) void test_##op(u32 a, u32 b) {                                                            \
    u32 r, s = a, t = b, u = a;                                                                                             \
    __asm__ volatile(#op " %0, %1, %2" : "=&r"(r) : "r"(a), "r"(b));                                                         \
    mix(r);                                                                                                                 \
    __asm__ volatile(#op " %0, %0, %1" : "+&r"(s) : "r"(b));                                                                 \
    mix(s);                                                                                                                 \
    __asm__ volatile(#op " %0, %1, %0" : "+&r"(t) : "r"(a));                                                                 \
    mix(t);                                                                                                                 \
    __asm__ volatile(#op " %0, %0, %0" : "+r"(u));                                                                           \
    mix(u);                                                                                                                 \
    __asm__ volatile(#op " %0, x0, %1" : "=r"(r) : "r"(b));                                                                  \
    mix(r);                                                                                                                 \
    __asm__ volatile(#op " %0, %1, x0" : "=r"(r) : "r"(a));                                                                  \
    mix(r);                                                                                                                 \
    __asm__ volatile(#op " x0, %1, %2\n mv %0, x0" : "=r"(r) : "r"(a), "r"(b));                                              \
    mix(r);                                                                                                                 \
  }
REGISTER_OPS(REGISTER_OP)

#define IMMEDIATE_CASE(op, imm)                                                                                             \
  __asm__ volatile(#op " %0, %1, " #imm : "=r"(r) : "r"(a));                                                                 \
  mix(r);
#define IMMEDIATE_OP(op)                                                                                                    \
  static __attribute__((noinline)) void test_##op(u32 a) {                                                                   \
    u32 r, s = a;                                                                                                           \
    IMMEDIATE_CASE(op, 0) IMMEDIATE_CASE(op, 1) IMMEDIATE_CASE(op, -1) IMMEDIATE_CASE(op, 2047) IMMEDIATE_CASE(op, -2048)    \
    IMMEDIATE_CASE(op, 0x555)                                                                                               \
    __asm__ volatile(#op " %0, %0, -7" : "+r"(s));                                                                           \
    mix(s);                                                                                                                 \
    __asm__ volatile(#op " x0, %1, -7\n mv %0, x0" : "=r"(r) : "r"(a));                                                      \
    mix(r);                                                                                                                 \
  }
IMMEDIATE_OPS(IMMEDIATE_OP)

#define SHIFT_OP(op)                                                                                                        \
  static __attribute__((noinline)) void test_##op(u32 a) {                                                                   \
    u32 r, s = a;                                                                                                           \
    IMMEDIATE_CASE(op, 0) IMMEDIATE_CASE(op, 1) IMMEDIATE_CASE(op, 8) IMMEDIATE_CASE(op, 15) IMMEDIATE_CASE(op, 16)          \
    IMMEDIATE_CASE(op, 31)                                                                                                  \
    __asm__ volatile(#op " %0, %0, 5" : "+r"(s));                                                                            \
    mix(s);                                                                                                                 \
    __asm__ volatile(#op " x0, %1, 5\n mv %0, x0" : "=r"(r) : "r"(a));                                                       \
    mix(r);                                                                                                                 \
  }
SHIFT_OPS(SHIFT_OP)

/* Forwards, and backwards over a small detour. */
#define BRANCH_OP(op)                                                                                                       \
  static __attribute__((noinline)) void test_##op(u32 a, u32 b) {                                                            \
    u32 r = 0;                                                                                                              \
    __asm__ volatile(#op " %1, %2, 1f\n addi %0, %0, 1\n1: addi %0, %0, 2\n j 3f\n2: addi %0, %0, 4\n j 4f\n3: " #op          \
                         " %2, %1, 2b\n addi %0, %0, 8\n4: " #op " %1, %1, 5f\n addi %0, %0, 16\n5: " #op                    \
                         " %1, x0, 6f\n addi %0, %0, 32\n6:"                                                                \
                     : "+&r"(r)                                                                                             \
                     : "r"(a), "r"(b));                                                                                     \
    mix(r);                                                                                                                 \
  }
BRANCH_OPS(BRANCH_OP)

static u32 memory[8];

#define LOAD(op, offset)                                                                                                    \
  __asm__ volatile(#op " %0, " #offset "(%1)" : "=r"(r) : "r"(middle) : "memory");                                           \
  mix(r);                                                                                                                   \
  __asm__ volatile(#op " x0, " #offset "(%1)\n mv %0, x0" : "=r"(r) : "r"(middle) : "memory");                               \
  mix(r);
#define STORE(op, offset)                                                                                                   \
  __asm__ volatile(#op " %0, " #offset "(%1)\n" #op " x0, " #offset " + 8(%1)" ::"r"(value), "r"(middle) : "memory");        \
  mix(memory[3]), mix(memory[4]), mix(memory[5]), mix(memory[6]);

static __attribute__((noinline)) void test_memory(u32 value) {
  u32 r;
  u32 *middle = memory + 4;
  for (u32 i = 0; i < 8; i++) memory[i] = value * (2 * i + 1) + i;
  LOAD(lb, -4) LOAD(lb, -3) LOAD(lb, -2) LOAD(lb, -1) LOAD(lb, 0) LOAD(lb, 1) LOAD(lb, 2) LOAD(lb, 3)
  LOAD(lbu, -4) LOAD(lbu, -3) LOAD(lbu, -2) LOAD(lbu, -1) LOAD(lbu, 0) LOAD(lbu, 1) LOAD(lbu, 2) LOAD(lbu, 3)
  LOAD(lh, -4) LOAD(lh, -2) LOAD(lh, 0) LOAD(lh, 2) LOAD(lhu, -4) LOAD(lhu, -2) LOAD(lhu, 0) LOAD(lhu, 2)
  LOAD(lw, -16) LOAD(lw, -4) LOAD(lw, 0) LOAD(lw, 12)
  STORE(sb, -4) STORE(sb, -3) STORE(sb, -2) STORE(sb, -1) STORE(sb, 0) STORE(sb, 1) STORE(sb, 2) STORE(sb, 3)
  STORE(sh, -4) STORE(sh, -2) STORE(sh, 0) STORE(sh, 2) STORE(sw, -4) STORE(sw, 0) STORE(sw, 4)
  /* The address register is the destination, and the stored value. */
  u32 *self = middle;
  __asm__ volatile("lw %0, 0(%0)" : "+r"(self)::"memory");
  mix((u32)self);
  __asm__ volatile("sw %0, 4(%0)" ::"r"(middle) : "memory");
  mix(memory[5] - (u32)memory);
}

static __attribute__((noinline)) void test_jumps(void) {
  u32 r, s, base;
  __asm__ volatile("lui %0, 0\n lui %1, 0xfffff\n" : "=&r"(r), "=&r"(s));
  mix(r), mix(s);
  __asm__ volatile("lui %0, 0x80000\n lui x0, 0x12345\n" : "=r"(r));
  mix(r);
  __asm__ volatile("auipc %0, 0\n auipc %1, 0x80000\n auipc x0, 1\n" : "=&r"(base), "=&r"(s));
  mix(s - base);
  __asm__ volatile("auipc %0, 0\n jal %1, 1f\n nop\n1: sub %1, %1, %0" : "=&r"(base), "=&r"(s));
  mix(s);
  /* An odd target: JALR clears the lowest bit. */
  __asm__ volatile("auipc %0, 0\n jalr %1, 13(%0)\n nop\n sub %1, %1, %0" : "=&r"(base), "=&r"(s));
  mix(s);
  __asm__ volatile("auipc %0, 0\n addi %0, %0, 16\n jalr %0, 0(%0)\n nop\n auipc %1, 0\n sub %0, %0, %1" : "=&r"(base), "=&r"(s));
  mix(base);
  __asm__ volatile("auipc %0, 0\n jalr x0, 16(%0)\n nop\n nop\n mv %0, x0" : "=&r"(base));
  mix(base);
  __asm__ volatile("fence\n fence rw, w\n fence.tso" ::: "memory");
}

int main(void) {
  static const char text[] = "every instruction of RV32IM\n";
  guest_write(CONSOLE, text, sizeof text - 1);
  for (u32 i = 0; i < EDGE_COUNT; i++) {
#define RUN_ONE(op) test_##op(EDGES[i]);
    IMMEDIATE_OPS(RUN_ONE) SHIFT_OPS(RUN_ONE)
    test_memory(EDGES[i]);
    for (u32 j = 0; j < EDGE_COUNT; j++) {
#define RUN_TWO(op) test_##op(EDGES[i], EDGES[j]);
      REGISTER_OPS(RUN_TWO) BRANCH_OPS(RUN_TWO)
    }
  }
  test_jumps();
  u32 out[2] = {digest, count};
  guest_write(PUBLIC, out, sizeof out);
  return 0;
}
