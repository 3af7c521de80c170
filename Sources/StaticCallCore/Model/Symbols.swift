/// Symbol names, as in the Linux kernel.
public enum Symbols {
  public static let keyPrefix = "__SCK__"
  public static let trampolinePrefix = "__SCT__"
  public static let trampolineMacro = "STATIC_CALL_TRAMP"
  public static func key(_ name: String) -> String { keyPrefix + name }
  public static func trampoline(_ name: String) -> String { trampolinePrefix + name }
}
