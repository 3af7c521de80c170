#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a unit's preprocessor knows at one point: each macro's definition. A definition goes by
/// number; 0 is none, and a negative one stands for several that are possible.
///
/// It is looked at some hundred million times in a large tree, so it is plain memory: pages of
/// names that no unit defines are never touched.
final class MacroTable {
  typealias Name = NameTable.Name

  static let undefined: Int64 = 0
  static let unknown: Int64 = -1

  /// More names than any tree has: what lies beyond is unknown.
  private static let capacity = 1 << 23
  private let definitions: UnsafeMutablePointer<Int64>
  private var touched: [Name] = []

  init() {
    let bytes = calloc(MacroTable.capacity, MemoryLayout<Int64>.stride)
    definitions =
      bytes?.bindMemory(to: Int64.self, capacity: MacroTable.capacity)
      ?? .allocate(capacity: MacroTable.capacity)
  }

  deinit { free(definitions) }

  /// The number for a definition of some text.
  static func number(text: SourceStore.Number, definition: Int32) -> Int64 {
    Int64(text + 1) << 32 | Int64(definition)
  }

  /// The text that a definition stands in, and which of its definitions it is.
  static func parts(of number: Int64) -> (text: SourceStore.Number, definition: Int) {
    (SourceStore.Number(number >> 32) - 1, Int(number & 0xffff_ffff))
  }

  @inline(__always)
  subscript(name: Name) -> Int64 {
    // A placemarker has a negative one.
    name >= 0 && Int(name) < MacroTable.capacity ? definitions[Int(name)] : MacroTable.unknown
  }

  /// - Parameter isCertain: whether the directive is surely not skipped.
  func set(_ name: Name, to number: Int64, isCertain: Bool) {
    guard Int(name) < MacroTable.capacity else { return }
    let before = definitions[Int(name)]
    guard before != number else { return }
    if before == MacroTable.undefined { touched.append(name) }
    definitions[Int(name)] = isCertain ? number : MacroTable.unknown
  }

  /// For the next unit.
  func reset() {
    for name in touched { definitions[Int(name)] = MacroTable.undefined }
    touched.removeAll(keepingCapacity: true)
  }
}
