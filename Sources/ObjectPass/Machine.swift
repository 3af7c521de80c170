import CElf

/// What a CPU brings to the object pass: what the relocations of code mean that name a trampoline.
/// A new CPU is one file with such a value and one line in `all`.
struct Machine: Sendable {
  /// ELF's `e_machine`.
  let number: UInt16
  let name: String
  /// What a place that a relocation fills does with the trampoline. `code` is the section's
  /// content; outside of it there is no site.
  let meaning: @Sendable (_ relocation: ElfObject.Relocation, _ code: UnsafeRawBufferPointer) -> Use
  /// The relocation of a 32-bit word by the distance to its place: what a row is made with. Nil
  /// where the runtime patches no sites yet: they are found and told, and stay on the trampoline.
  let distance32: UInt32?

  static let all: [Machine] = [amd64, aarch64, riscv64, ppc64]
}

/// What one relocation does with a trampoline.
enum Use: Hashable, Sendable {
  /// A direct branch, whose instruction (behind any prefix) begins at the given offset.
  case site(BranchKind, at: UInt64)
  case indirect(Indirection)
  /// The second half of something that the first half's relocation tells of.
  case continuation
}

/// How a direct branch reaches its target.
public enum BranchKind: String, CaseIterable, Sendable {
  case call
  case tail = "tail call"
  case conditionalTail = "conditional tail call"

  public var isTail: Bool { self != .call }
}

/// Why a use of a trampoline is no site.
public enum Indirection: String, CaseIterable, Sendable {
  /// `call *f@GOTPCREL(%rip)` and its like: -fno-plt, or a trampoline that is not hidden.
  case got = "through-got"
  /// The address is built from an immediate of its full width: -mcmodel=large.
  case largeModel = "large-model"
  /// The address is taken, for a later call or to be kept.
  case address = "address"
  /// The address is in data.
  case data = "data"
  /// Branches to some place within the trampoline.
  case offset = "not-to-the-start"
  /// In code that the kernel copies elsewhere when it boots, so that a site in it is none
  /// (objtool's rule).
  case copied = "copied-elsewhere"
  /// A branch of a kind that cannot be re-targeted.
  case branch = "unknown-branch"

  /// For the user, behind "the call" or "the trampoline of ...".
  var summary: String {
    switch self {
    case .got:
      "is reached through the global offset table (-fno-plt, or its declaration is not static_call.h's)"
    case .largeModel:
      "has its address loaded in full (-mcmodel=large); a call through that is indirect"
    case .address: "has its address taken; a call through that is indirect"
    case .data: "has its address in data"
    case .copied: "is used in code that is copied elsewhere (.altinstr_replacement)"
    case .offset: "is branched to, but not to its start"
    case .branch: "is branched to by an instruction that cannot be re-targeted"
    }
  }

  /// Whether a call was meant to be direct, and is not.
  var isSurprise: Bool { self != .address && self != .data && self != .copied }
}
