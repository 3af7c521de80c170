/// Numbers of any size, seven bits a byte (DWARF 5, 7.6).
enum LEB128 {
  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ObjectError) -> [Int] {
    var numbers: [Int] = []
    var (value, shift) = (0, 0)
    for byte in bytes {
      guard shift < 35 else { throw .refused("has a list of symbols that cannot be read") }
      value |= Int(byte & 0x7f) << shift
      shift += 7
      guard byte & 0x80 == 0 else { continue }
      numbers.append(value)
      (value, shift) = (0, 0)
    }
    return numbers
  }

  static func encode(_ number: Int) -> [UInt8] {
    var (rest, result) = (number, [UInt8]())
    repeat {
      result.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return result
  }
}
