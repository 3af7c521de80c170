import CElf

extension Machine {
  /// AArch64 (https://github.com/ARM-software/abi-aa, aaelf64, 5.7).
  ///
  /// Odd about it: nothing. The relocation's type is the instruction's.
  static let aarch64 = Machine(
    number: UInt16(EM_AARCH64), name: "AArch64",
    meaning: { relocation, code in
      let place = relocation.offset
      let isInside = code.count >= 4 && place <= UInt64(code.count - 4)
      switch Int32(bitPattern: relocation.type) {
      case R_AARCH64_CALL26 where relocation.addend != 0,
        R_AARCH64_JUMP26 where relocation.addend != 0:
        return .indirect(.offset)
      case R_AARCH64_CALL26 where isInside: return .site(.call, at: place)
      case R_AARCH64_JUMP26 where isInside: return .site(.tail, at: place)
      case R_AARCH64_CONDBR19, R_AARCH64_TSTBR14: return .indirect(.branch)
      case R_AARCH64_ADR_GOT_PAGE, R_AARCH64_GOT_LD_PREL19: return .indirect(.got)
      case R_AARCH64_MOVW_UABS_G0, R_AARCH64_MOVW_UABS_G0_NC, R_AARCH64_ABS64:
        return .indirect(.largeModel)
      case R_AARCH64_LD64_GOT_LO12_NC, R_AARCH64_LD64_GOTPAGE_LO15, R_AARCH64_ADD_ABS_LO12_NC,
        R_AARCH64_MOVW_UABS_G1, R_AARCH64_MOVW_UABS_G1_NC, R_AARCH64_MOVW_UABS_G2,
        R_AARCH64_MOVW_UABS_G2_NC, R_AARCH64_MOVW_UABS_G3:
        return .continuation
      default: return .indirect(.address)
      }
    },
    distance32: UInt32(R_AARCH64_PREL32))
}
