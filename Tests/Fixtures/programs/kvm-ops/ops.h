/* One list for everything, as arch/x86/include/asm/kvm-x86-ops.h: no guard, and it undefines its macros. */
#if !defined(OP) || !defined(OP_OPTIONAL) || !defined(OP_OPTIONAL_RET0)
#error "define all three"
#endif

OP(enable)
OP_OPTIONAL(flush)
OP_OPTIONAL_RET0(get_level)
OP(read)

#undef OP
#undef OP_OPTIONAL
#undef OP_OPTIONAL_RET0
