extension Architecture {
  /// x86-64, System V ABI (https://gitlab.com/x86-psABIs/x86-64-ABI), small and PIC code models.
  ///
  /// Odd about it: instructions may straddle the word that one store replaces. The trampoline
  /// starts 4 bytes into a 16-byte line, so that behind its `endbr64` the patchable `nopl` (later
  /// `jmp rel32`) opens an aligned 8-byte word. The key is reached through the GOT because it may
  /// live in another shared object; a linker that sees it close by turns the load into a `leaq`.
  /// `%r11` is scratch at calls (psABI, 3.2.1). See `arch-x86_64.c` for the bytes.
  static let amd64 = Architecture(
    name: "x86_64",
    guardCondition: "defined(__x86_64__) && !defined(__ILP32__)",
    stubMacro: #"""
      	.macro static_call_stub key
      	.globl "__SCT__\key"
      	.hidden "__SCT__\key"
      	.type "__SCT__\key", %function
      	.p2align 4, 0xcc
      	.skip 4, 0xcc
      "__SCT__\key":
      	.cfi_startproc
      	endbr64
      	.byte 0x0f, 0x1f, 0x44, 0x00, 0x00	/* nopl 0(%rax,%rax); patched to jmp rel32 */
      	movq "__SCK__\key"@GOTPCREL(%rip), %r11
      	jmpq *(%r11)
      	.cfi_endproc
      	.size "__SCT__\key", . - "__SCT__\key"
      	.endm

      """#,
    // GNU_PROPERTY_X86_FEATURE_1_AND: IBT | SHSTK
    trailer: propertyNote(type: "0xc0000002", features: 3)
  )
}
