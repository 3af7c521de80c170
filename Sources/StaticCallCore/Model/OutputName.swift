/// Names of generated files, relative to the output folder.
public enum OutputName {
  static let stubs = "static_call_stubs.S"
  static let table = "static_call_table.c"
  static let runtime = "static_call_runtime"
  static let swift = "static_call_swift"
  public static let diff = "static_calls.diff"
  public static let manifest = "static_calls.json"
  static let depfile = "static_calls.d"
  static let makeFragment = "static_calls.mk"
  static let stamp = "static_calls.stamp"
  /// The command line's list of the files it wrote.
  public static let owned = ".static_calls.files"
  /// Where the command line stages a write.
  public static let staging = ".static_calls.staging"

  /// Whether a path of an output folder is one that sc-rewrite made up, not a mirrored file.
  public static func isGenerated(_ path: String) -> Bool {
    let names = [stubs, table, diff, manifest, depfile, makeFragment, stamp, owned]
    return names.contains(path) || path.hasPrefix(runtime + "/") || path.hasPrefix(swift + "/")
  }

  /// Whether a source is one that came with the output and has no static calls of its own: the key
  /// table, the runtime.
  static func isRuntime(_ path: String) -> Bool {
    PathText.lastComponent(path) == table
      || PathText.lastComponent(PathText.folder(of: path)) == runtime
  }
}
