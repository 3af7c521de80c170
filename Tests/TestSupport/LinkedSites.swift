import Foundation

/// The rows in a linked program, and the branches to trampolines that it has, by address.
public struct LinkedSites: Sendable {
  public struct Site: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var address: Int
    public var key: String
    public var isTail: Bool
    public var description: String {
      "0x\(String(address, radix: 16)) \(key)\(isTail ? " tail" : "")"
    }

    public static func < (left: Site, right: Site) -> Bool {
      (left.address, left.key) < (right.address, right.key)
    }
  }

  /// As the notes say.
  public private(set) var rows: [Site] = []
  /// As objdump says.
  public private(set) var branches: [Site] = []
  /// Whether the notes are where the runtime looks for them.
  public private(set) var isInNoteSegment = true

  public init(_ path: String) async throws {
    let object = try await SiteObject(path)
    let headers = try await Tool.run(["readelf", "-SlW", path]).output
    let addresses = headers.matches(
      of: /\] \.note\.static_call +NOTE +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)/)
    let keys = Dictionary(
      object.symbols.filter { $0.name.hasPrefix("__SCT__") && $0.section != "UND" }
        .map { ($0.value, String($0.name.dropFirst("__SCT__".count))) },
      uniquingKeysWith: { first, _ in first })
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    let segments = headers.matches(
      of: /\n +NOTE +0x([0-9a-f]+) 0x[0-9a-f]+ 0x[0-9a-f]+ 0x([0-9a-f]+)/)
    for match in addresses {
      let (address, offset, size) = (
        Int(match.1, radix: 16) ?? 0, Int(match.2, radix: 16) ?? 0, Int(match.3, radix: 16) ?? 0
      )
      isInNoteSegment =
        isInNoteSegment
        && segments.contains {
          let start = Int($0.1, radix: 16) ?? 0
          return start <= offset && offset + size <= start + (Int($0.2, radix: 16) ?? 0)
        }
      read(bytes[offset..<offset + size], at: address, keys)
    }
    rows.sort()
    try await readBranches(of: path, object.machine)
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>, at address: Int, _ keys: [Int: String]) {
    func word(_ place: Int) -> Int {
      let parts = bytes[(bytes.startIndex + place)...].prefix(4)
      let value = parts.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Int(Int32(bitPattern: value))
    }
    var place = 0
    while place + 24 <= bytes.count {
      let size = word(place + 4)
      place += 24
      for row in stride(from: place, to: place + size, by: 8) {
        let target = address + row + 4 + word(row + 4)
        rows.append(
          Site(
            address: address + row + word(row), key: keys[target & ~3] ?? "?",
            isTail: target & 1 == 1))
      }
      place += size
    }
  }

  private mutating func readBranches(of path: String, _ machine: String) async throws {
    let objdump = machine == "AArch64" ? "aarch64-linux-gnu-objdump" : "objdump"
    let text = try await Tool.run([objdump, "-dw", "--no-show-raw-insn", path]).output
    for line in text.split(separator: "\n") {
      guard
        let match = line.firstMatch(
          of: /^ *([0-9a-f]+):[\t ]+(?:(addr32|cs) )?([a-z.]+)[\t ]+[0-9a-f]+ <__SCT__(\w+)>/)
      else { continue }
      let name = match.3
      let opcode = (Int(match.1, radix: 16) ?? 0) + (match.2 == nil ? 0 : 1)
      branches.append(
        Site(address: opcode, key: String(match.4), isTail: name != "call" && name != "bl"))
    }
    branches.sort()
  }
}
