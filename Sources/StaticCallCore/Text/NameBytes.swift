/// Names of files as text, and no byte of them lost: to a kernel they are bytes, which need not be
/// UTF-8.
///
/// A byte that is part of no UTF-8 is kept as one of 128 private characters, and so are the bytes
/// of these characters themselves. Cutting such text at slashes and dots, and joining it, does to
/// the name what it does to the text. It is for `native` and `shown` alone: as it is, no file has
/// that name.
public enum NameBytes {
  /// U+10FE80 to U+10FEFF, in the last private plane.
  private static let keepers: ClosedRange<UInt32> = 0x10fe80...0x10feff
  /// How the bytes of all of these characters begin.
  private static let firstOfKeepers: UInt8 = 0xf4

  public static func text(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { text($0) } }

  public static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    if !bytes.contains(firstOfKeepers), let text = String(validating: bytes, as: UTF8.self) {
      return text
    }
    var text = String.UnicodeScalarView()
    var parser = Unicode.UTF8.ForwardParser()
    var (rest, parsed) = (bytes.makeIterator(), bytes[...])
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if keepers.contains(scalar.value) {
          text.append(contentsOf: encoded.compactMap(keeper))
        } else {
          text.append(scalar)
        }
        parsed = parsed.dropFirst(encoded.count)
      case .error(let length):
        text.append(contentsOf: parsed.prefix(length).compactMap(keeper))
        parsed = parsed.dropFirst(length)
      case .emptyInput:
        return String(text)
      }
    }
  }

  /// The name as system calls take it, with a NUL at its end.
  public static func native(_ text: String) -> [CChar] {
    var name: [CChar] = []
    for scalar in text.unicodeScalars {
      if let byte = byte(scalar) {
        name.append(CChar(bitPattern: byte))
      } else {
        name.append(contentsOf: UTF8.encode(scalar)?.map { CChar(bitPattern: $0) } ?? [])
      }
    }
    return name + [0]
  }

  /// For people and documents: `\xff` for a byte that is no UTF-8.
  public static func shown(_ text: String) -> String {
    guard text.utf8.contains(firstOfKeepers) else { return text }
    return text.unicodeScalars.map { scalar in
      byte(scalar).map { "\\x\(String($0, radix: 16))" } ?? String(scalar)
    }.joined()
  }

  private static func keeper(_ byte: UInt8) -> Unicode.Scalar? {
    Unicode.Scalar(keepers.lowerBound - 0x80 + UInt32(byte))
  }

  private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    keepers.contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }
}
