/// One logical line of a directive: line splices are gone and each comment is a space (C11,
/// 5.1.1.2, phases 2 and 3). It knows where each byte stood.
struct DirectiveLine {
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [Int] = []
  /// Whether a trigraph may stand in it, which only some language versions have.
  private(set) var hasTrigraph = false

  /// Reads from behind the `#` to the end of the line.
  ///
  /// - Returns: the offset of the newline, or of the text's end.
  mutating func read(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    bytes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    hasTrigraph = false
    var position = start
    // Within `<…>` of an #include, `//` is no comment.
    var quote: UInt8?
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: "\\") {
        if let end = LineSplice.end(at: position, in: text) {
          position = end
          continue
        }
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), position + 1 < text.count,
          text[position + 1] != UInt8(ascii: "\n")
        {
          append(byte, position)
          position += 1
        }
        append(text[position], position)
        position += 1
        continue
      }
      if quote == nil, byte == UInt8(ascii: "/"),
        let end = Comment.end(at: position, in: text)
      {
        appendSpace(position)
        position = end
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if quote == byte { quote = nil } else if quote == nil { quote = byte }
        append(byte, position)
      case UInt8(ascii: "<") where quote == nil && isInclusion:
        quote = UInt8(ascii: ">")
        append(byte, position)
      case UInt8(ascii: ">") where quote == UInt8(ascii: ">"):
        quote = nil
        append(byte, position)
      case 0x20, 0x09, 0x0b, 0x0c, 0x0d:
        if quote == nil { appendSpace(position) } else { append(byte, position) }
      case UInt8(ascii: "?"):
        if position + 1 < text.count, text[position + 1] == byte { hasTrigraph = true }
        append(byte, position)
      default:
        append(byte, position)
      }
      position += 1
    }
    if bytes.last == 0x20 {
      bytes.removeLast()
      offsets.removeLast()
    }
    return position
  }

  /// Whether the line is an #include so far, and a header's name may come.
  private var isInclusion: Bool {
    let trimmed = bytes.drop { $0 == 0x20 }
    return trimmed.first == UInt8(ascii: "i")
      && ["include ", "include", "include_next", "include_next ", "import", "import "]
        .contains { trimmed.elementsEqual($0.utf8) }
  }

  private mutating func append(_ byte: UInt8, _ offset: Int) {
    bytes.append(byte)
    offsets.append(offset)
  }

  private mutating func appendSpace(_ offset: Int) {
    if let last = bytes.last, last != 0x20 { append(0x20, offset) }
  }
}
