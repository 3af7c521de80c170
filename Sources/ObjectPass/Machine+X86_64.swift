import CElf

extension Machine {
  /// x86-64 (psABI 4.4.1, relocation types; Intel SDM vol. 2, opcodes).
  ///
  /// Odd about it: the relocation says little about the instruction. A direct branch is what
  /// stands in front of a 32-bit distance that ends the instruction, hence the addend -4: `e8`
  /// calls, `e9` jumps, `0f 80` to `0f 8f` jump on a condition. The byte in front of any other
  /// distance is a ModRM byte of the form xx000101, which is none of these. Prefixes (`67`, `2e`)
  /// stay where they are: a site begins at its opcode.
  static let amd64 = Machine(
    number: UInt16(EM_X86_64), name: "x86-64",
    meaning: { relocation, code in
      let place = relocation.offset
      func byte(_ back: UInt64) -> UInt8 {
        place >= back && place - back < code.count ? code[Int(place - back)] : 0
      }
      switch Int32(bitPattern: relocation.type) {
      case R_X86_64_PC32, R_X86_64_PLT32:
        let kind: (BranchKind, UInt64)?
        switch byte(1) {
        case 0xe8: kind = (.call, 1)
        case 0xe9: kind = (.tail, 1)
        case 0x80...0x8f where byte(2) == 0x0f: kind = (.conditionalTail, 2)
        default: kind = nil
        }
        guard let (kind, length) = kind else { return .indirect(.address) }
        return relocation.addend == -4
          ? .site(kind, at: place - length) : .indirect(.offset)
      case R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX, R_X86_64_GOT64,
        R_X86_64_GOTPCREL64:
        return .indirect(.got)
      case R_X86_64_64, R_X86_64_GOTOFF64, R_X86_64_PLTOFF64, R_X86_64_PC64:
        return .indirect(.largeModel)
      case R_X86_64_PC8, R_X86_64_PC16:
        return .indirect(.branch)
      default:
        return .indirect(.address)
      }
    },
    distance32: UInt32(R_X86_64_PC32))
}
