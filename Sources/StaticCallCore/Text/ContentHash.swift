/// A number of 128 bits for some bytes: equal bytes give equal numbers, in every process;
/// different ones by all odds do not. It is made for speed, and no defence against who looks for
/// two files that agree.
public struct ContentHash: Hashable, Sendable, Codable {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  public init(_ bytes: UnsafeRawBufferPointer) {
    var mixer = WordMixer()
    mixer.add(bytes)
    self = mixer.hash
  }

  public init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { ContentHash($0) }
  }

  public init(_ text: String) {
    var text = text
    self = text.withUTF8 { ContentHash(UnsafeRawBufferPointer($0)) }
  }

  init(_ numbers: [UInt64]) {
    self = numbers.withUnsafeBytes { ContentHash($0) }
  }
}

/// Mixes words, two at a time, into 128 bits. Each half of the state sees every word, and each is
/// carried into the other, so that what a multiplication by zero would forget in one lives on in
/// the other.
public struct WordMixer: Sendable {
  private var first: UInt64 = 0x9e37_79b9_7f4a_7c15
  private var second: UInt64 = 0xc2b2_ae3d_27d4_eb4f

  public init() {}

  @inline(__always)
  public mutating func add(_ one: UInt64, _ other: UInt64) {
    let next = WordMixer.product(first ^ one, other ^ 0xa076_1d64_78bd_642f) &+ second
    second = WordMixer.product(second ^ other, one ^ 0xe703_7ed1_a0b4_28db) ^ first
    first = next
  }

  /// Bytes and how many they are: what follows is not taken for theirs.
  @inline(__always)
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let whole = bytes.count & ~15
    var offset = 0
    while offset < whole {
      add(WordMixer.word(bytes, offset), WordMixer.word(bytes, offset + 8))
      offset += 16
    }
    var rest: (UInt64, UInt64) = (0, 0)
    if offset < bytes.count {
      withUnsafeMutableBytes(of: &rest) {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
      }
    }
    add(UInt64(littleEndian: rest.0), UInt64(littleEndian: rest.1))
    add(UInt64(bytes.count), 0x8ebc_6af0_9c88_c6e3)
  }

  /// Of all that was added. More may be added afterwards.
  public var hash: ContentHash {
    var end = self
    for _ in 0..<3 { end.add(0x5899_65cc_7537_4cc3, 0x1d8e_4e27_c47d_124f) }
    return ContentHash(high: end.first, low: end.second)
  }

  /// Both halves of the product, one upon the other.
  @inline(__always)
  private static func product(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let (high, low) = one.multipliedFullWidth(by: other)
    return high ^ low
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
