extension ContentHash {
  /// Of some bytes, eight at a time.
  public init(of bytes: UnsafeRawBufferPointer) {
    var (low, high): (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03)
    var position = 0
    func mix(_ word: UInt64) {
      let product = (low ^ word).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
      let other = (high &+ word).multipliedFullWidth(by: 0xc4ce_b9fe_1a85_ec53)
      low = product.low ^ product.high
      high = (other.low ^ other.high).byteSwapped
    }
    while position + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
      position += 8
    }
    var rest: UInt64 = 0
    for byte in bytes[position...] { rest = rest << 8 | UInt64(byte) }
    mix(rest)
    mix(UInt64(bytes.count))
    mix(0x5bd1_e995)
    self.init(low: low, high: high)
  }

  public init(of text: String) {
    var text = text
    self = text.withUTF8 { ContentHash(of: UnsafeRawBufferPointer($0)) }
  }

  /// The hash of this value and another thing behind it.
  func adding(_ other: UInt64) -> ContentHash {
    ContentHash(of: [low, high, other])
  }

  init(of numbers: [UInt64]) {
    self = numbers.withUnsafeBytes { ContentHash(of: $0) }
  }
}
