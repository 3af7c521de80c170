/// What a fixture expects, read from comments beside the line: `expect-site: a, b`,
/// `expect-left: reason`, `expect-error: sc-id`.
public struct Markers: Sendable {
  public struct Mark: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var value: String
    public var description: String { "\(file):\(line): \(value)" }

    public init(file: String, line: Int, value: String) {
      self.file = file
      self.line = line
      self.value = value
    }

    public static func < (left: Mark, right: Mark) -> Bool {
      (left.file, left.line, left.value) < (right.file, right.line, right.value)
    }
  }

  /// The marks of one kind in a text, several on a line in order.
  public static func marks(_ kind: String, in bytes: [UInt8], of file: String) -> [Mark] {
    bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
      .flatMap { index, line -> [Mark] in
        let text = String(decoding: line, as: UTF8.self)
        guard let start = text.firstRange(of: "expect-\(kind):") else { return [] }
        return text[start.upperBound...].prefix { $0 != "*" && $0 != ";" && $0 != "\r" }
          .split(separator: ",")
          .map { value in
            Mark(file: file, line: index + 1, value: String(value.filter { !$0.isWhitespace }))
          }
      }
  }
}
