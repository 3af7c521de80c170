/// Everything a CPU brings to the generated assembly. A new architecture is one file with such a
/// value, one line in `all`, one `arch-*.c` in the runtime, and a golden.
///
/// Nothing outside this folder asks which architecture it has.
public struct Architecture: Sendable {
  /// What `--arch` takes.
  public let name: String
  /// The preprocessor condition under which the assembler compiles for this CPU.
  public let guardCondition: String
  /// An assembler macro `static_call_stub key` that defines the trampoline `__SCT__key`.
  ///
  /// It must start with a landing pad where the CPU has such, hold one instruction that the
  /// runtime may replace by one aligned store, and otherwise load the key and branch to the
  /// target, without touching a register that carries an argument.
  public let stubMacro: String
  /// What ends the file: section notes that keep protection features of the linked program on.
  public let trailer: String

  /// In the order in which they appear in the generated file.
  public static let all: [Architecture] = [amd64, aarch64]

  public static func named(_ name: String) -> Architecture? { all.first { $0.name == name } }
}

extension Architecture {
  /// A `.note.gnu.property` section that declares `features` of the given type, so that linking
  /// the stubs does not switch branch protection off. Layout: the psABI's "Program Property".
  static func propertyNote(type: String, features: Int) -> String {
    """
    \t.section .note.gnu.property, "a", %note
    \t.p2align 3
    \t.long 4, 16, 5\t\t/* name size, descriptor size, NT_GNU_PROPERTY_TYPE_0 */
    \t.asciz "GNU"
    \t.long \(type), 4, \(features), 0

    """
  }
}
