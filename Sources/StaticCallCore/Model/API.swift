/// The macros whose use is a call: static_call.h's, and others of the same shape that the user
/// names.
public struct CallMacros: Sendable {
  /// static_call.h's alone.
  public static let standard = CallMacros(own: [])

  /// The user's.
  public let own: Set<String>
  /// Byte strings of which each name contains one.
  let needles: [Needle]

  public init(own: Set<String>) {
    self.own = own
    needles = (["static_call"] + own.sorted()).map(Needle.init)
  }

  /// Nil if `name` is no call macro's.
  public func form(of name: String) -> Site.Form? {
    Site.Form(rawValue: name) ?? (own.contains(name) ? .call : nil)
  }
}

/// The names that static_call.h gives to C, as far as a scan has to know them.
public enum API {
  /// Macros and symbols of which any one makes a file worth parsing. The facts page of the Linux
  /// kernel's include/linux/static_call.h lists what each does.
  public static let words: Set<String> = [
    "static_call", "static_call_cond", "static_call_mod", "static_call_update",
    "static_call_query", "__static_call_update", batchUpdate, "__static_call_batch_update",
    "DECLARE_STATIC_CALL", "DEFINE_STATIC_CALL", "DEFINE_STATIC_CALL_NULL",
    "DEFINE_STATIC_CALL_RET0", "__DEFINE_STATIC_CALL",
    "EXPORT_STATIC_CALL", "EXPORT_STATIC_CALL_GPL", "EXPORT_STATIC_CALL_TRAMP",
    "EXPORT_STATIC_CALL_TRAMP_GPL",
    "STATIC_CALL_KEY", "STATIC_CALL_TRAMP", "STATIC_CALL_TRAMP_STR", "STATIC_CALL_TRAMP_ADDR",
  ]

  /// The one macro whose key is not its first argument.
  public static let batchUpdate = "static_call_batch_update"

  /// Byte strings of which each of `words`, and each symbol of a key, contains one.
  static let needleTexts = [
    "static_call", "STATIC_CALL", Symbols.keyPrefix, Symbols.trampolinePrefix,
  ]
  static let needles = needleTexts.map(Needle.init)

  /// Byte strings of which one is in each Swift file that can have a static call.
  static let swiftNeedles = ["static_call", "STATIC_CALL", "import StaticCall"].map(Needle.init)

  /// Whether an identifier is one of `words`, or a key's or trampoline's symbol written out.
  static func isWord(_ name: String) -> Bool {
    words.contains(name) || name.hasPrefix(Symbols.keyPrefix)
      || name.hasPrefix(Symbols.trampolinePrefix)
  }

  /// A file that says of itself what the API's words mean, by name.
  static func isHeader(_ path: String) -> Bool {
    ["static_call.h", "static_call_types.h"].contains(PathText.lastComponent(path))
  }

  /// The kernel's own: where it is read, keys and trampolines are the kernel's.
  static func isKernelHeader(_ path: String) -> Bool {
    path.hasSuffix("linux/static_call_types.h")
  }

  /// Macros whose definitions decide for a whole unit whether, and how, calls in macros' bodies
  /// are rewritten.
  static let signatureWords = [
    "static_call", "static_call_cond", "static_call_mod", "STATIC_CALL_KEY_PREFIX",
    "STATIC_CALL_ABI",
  ]
}
