extension Architecture {
  /// AArch64, AAPCS64 (https://github.com/ARM-software/abi-aa), small code model.
  ///
  /// Odd about it: only a few instructions may be replaced while another core executes them, `nop`
  /// and `b` among them, and a branch reaches 128 MiB. The shape is that of the trampolines
  /// proposed for Linux in 2020: landing pad, one patchable instruction, and behind it a load of
  /// the key for targets out of reach. One load more than there, because a key of user space may
  /// live in another shared object and is found through the GOT. x16 is the linker's scratch
  /// register (AAPCS64, 6.1.1), and `br x16` may land on `bti c`.
  static let aarch64 = Architecture(
    name: "aarch64",
    guardCondition: "defined(__aarch64__) && !defined(__ILP32__)",
    stubMacro: #"""
      	.macro static_call_stub key
      	.globl "__SCT__\key"
      	.hidden "__SCT__\key"
      	.type "__SCT__\key", %function
      	.p2align 5
      "__SCT__\key":
      	.cfi_startproc
      	hint #34				/* bti c */
      	nop					/* patched to b target */
      	adrp x16, :got:"__SCK__\key"
      	ldr x16, [x16, :got_lo12:"__SCK__\key"]
      	ldr x16, [x16]
      	br x16
      	.cfi_endproc
      	.size "__SCT__\key", . - "__SCT__\key"
      	.endm

      """#,
    // GNU_PROPERTY_AARCH64_FEATURE_1_AND: BTI | PAC
    trailer: propertyNote(type: "0xc0000000", features: 3)
  )
}
