import CElf

/// CPUs whose objects can be read, and whose sites stay on the trampoline: the runtime has no
/// inline form for them yet.
extension Machine {
  /// RISC-V, 64 bits (https://github.com/riscv-non-isa/riscv-elf-psabi-doc).
  ///
  /// Odd about it: a call is a pair, `auipc` and `jalr`, and the second's destination register
  /// says whether it links; and the linker may make one `jal` of it.
  static let riscv64 = Machine(
    number: UInt16(EM_RISCV), name: "RISC-V",
    meaning: { relocation, code in
      let place = Int(clamping: relocation.offset)
      func destination(at place: Int) -> UInt32? {
        guard place >= 0, place <= code.count - 4 else { return nil }
        return code.loadUnaligned(fromByteOffset: place, as: UInt32.self) >> 7 & 31
      }
      switch Int32(bitPattern: relocation.type) {
      case R_RISCV_CALL, R_RISCV_CALL_PLT:
        guard place < Int.max - 8, let link = destination(at: place + 4) else {
          return .indirect(.branch)
        }
        return .site(link == 0 ? .tail : .call, at: relocation.offset)
      case R_RISCV_JAL:
        guard let link = destination(at: place) else { return .indirect(.branch) }
        return .site(link == 0 ? .tail : .call, at: relocation.offset)
      case R_RISCV_BRANCH: return .indirect(.branch)
      case R_RISCV_GOT_HI20: return .indirect(.got)
      case R_RISCV_RELAX, R_RISCV_LO12_I, R_RISCV_LO12_S: return .continuation
      default: return .indirect(.address)
      }
    },
    distance32: nil)

  /// 64-bit POWER, ELFv2 (https://openpowerfoundation.org/specifications/64bitelfabi).
  ///
  /// Odd about it: one relocation for `b` and `bl`; the instruction's lowest bit says which.
  static let ppc64 = Machine(
    number: UInt16(EM_PPC64), name: "ppc64le",
    meaning: { relocation, code in
      switch relocation.type {
      case UInt32(R_PPC64_REL24), 116:  // R_PPC64_REL24_NOTOC, which elf.h lacks
        guard relocation.offset <= UInt64(max(code.count - 4, 0)), code.count >= 4 else {
          return .indirect(.branch)
        }
        let links = code[Int(relocation.offset)] & 1 == 1
        return .site(links ? .call : .tail, at: relocation.offset)
      case UInt32(R_PPC64_REL14): return .indirect(.branch)
      case UInt32(R_PPC64_TOC16_LO), UInt32(R_PPC64_TOC16_LO_DS): return .continuation
      case UInt32(R_PPC64_ADDR64): return .indirect(.largeModel)
      default: return .indirect(.address)
      }
    },
    distance32: nil)
}
