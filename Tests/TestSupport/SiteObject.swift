import Foundation

/// What an object holds, as readelf and objdump tell: independently of what is tested.
public struct SiteObject: Sendable {
  public struct Section: Hashable, Sendable {
    public var number: Int
    public var name: String
    public var type: String
    public var offset: Int
    public var size: Int
    public var flags: String
    public var link: Int
    public var info: Int
  }

  public struct Symbol: Hashable, Sendable {
    public var value: Int
    public var type: String
    public var binding: String
    /// `UND`, `ABS`, or a section's number.
    public var section: String
    public var name: String
  }

  public struct Relocation: Hashable, Sendable {
    /// The section that it is about.
    public var section: Int
    public var offset: Int
    public var type: String
    public var symbol: Int
    public var symbolName: String
    public var addend: Int
  }

  /// A row of a table, or a branch that should have one.
  public struct Row: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var section: Int
    public var offset: Int
    public var subject: String
    public var flags: Int
    public var description: String {
      "\(section)+0x\(String(offset, radix: 16)) \(subject) \(flags)"
    }

    public init(section: Int, offset: Int, subject: String, flags: Int) {
      (self.section, self.offset, self.subject, self.flags) = (section, offset, subject, flags)
    }

    public static func < (left: Row, right: Row) -> Bool {
      (left.section, left.offset, left.subject, left.flags)
        < (right.section, right.offset, right.subject, right.flags)
    }
  }

  public enum Kind: String, Sendable {
    case call, tail, conditional, other
  }

  /// An instruction with a relocation against a trampoline.
  public struct Use: Hashable, Sendable {
    public var section: Int
    /// Of a branch's opcode; of another instruction's relocated operand.
    public var offset: Int
    public var key: String
    public var kind: Kind
    /// In the source, if the object has lines.
    public var line: Int?
  }

  public let path: String
  public let machine: String
  public private(set) var sections: [Section] = []
  public private(set) var symbols: [Symbol] = []
  public private(set) var relocations: [Relocation] = []
  /// What readelf and objdump had to complain of.
  public private(set) var complaints = ""

  public init(_ path: String, in folder: String? = nil) async throws {
    self.path = folder.map { "\($0)/\(path)" } ?? path
    let header = try await Tool.run(["readelf", "-hW", self.path])
    machine =
      header.output.firstMatch(of: /Machine: +(.*)/).map { String($0.1) } ?? "none"
    let result = try await Tool.run(["readelf", "-SsrnW", self.path])
    complaints = header.error + result.error
    read(result.output)
  }

  // MARK: - readelf

  private mutating func read(_ text: String) {
    var target: Int?
    for line in text.split(separator: "\n") {
      if line.hasPrefix("  [") {
        section(line)
      } else if line.hasPrefix("Relocation section '") {
        let offset = line.firstMatch(of: /at offset 0x([0-9a-f]+)/).flatMap {
          Int($0.1, radix: 16)
        }
        target = sections.first { $0.type == "RELA" && $0.offset == offset && $0.size > 0 }?.info
      } else if line.first?.isHexDigit == true, let target {
        relocation(line, of: target)
      } else {
        symbol(line)
      }
    }
    for index in relocations.indices where relocations[index].symbol < symbols.count {
      relocations[index].symbolName = symbols[relocations[index].symbol].name
    }
  }

  private mutating func section(_ line: Substring) {
    guard let end = line.firstIndex(of: "]"),
      let number = Int(line[..<end].filter(\.isNumber))
    else { return }
    var words = line[line.index(after: end)...].split(separator: " ")
    if number == 0 { words.insert("", at: 0) }
    // Name, type, address, offset, size, entry size, (flags,) link, info, alignment.
    if words.count == 9 { words.insert("", at: 6) }
    guard words.count == 10 else { return }
    sections.append(
      Section(
        number: number, name: String(words[0]), type: String(words[1]),
        offset: Int(words[3], radix: 16) ?? 0, size: Int(words[4], radix: 16) ?? 0,
        flags: String(words[6]), link: Int(words[7]) ?? 0, info: Int(words[8]) ?? 0))
  }

  private mutating func symbol(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 7, words[0].hasSuffix(":"), Int(words[0].dropLast()) == symbols.count
    else { return }
    symbols.append(
      Symbol(
        value: Int(words[1], radix: 16) ?? 0, type: String(words[3]), binding: String(words[4]),
        section: String(words[6]), name: words.count > 7 ? String(words[7]) : ""))
  }

  private mutating func relocation(_ line: Substring, of target: Int) {
    let words = line.split(separator: " ")
    guard words.count >= 3, let offset = Int(words[0], radix: 16),
      let info = UInt64(words[1], radix: 16)
    else { return }
    var addend = words.last.flatMap { Int($0, radix: 16) } ?? 0
    if words.count >= 2, words[words.count - 2] == "-" { addend = -addend }
    relocations.append(
      Relocation(
        section: target, offset: offset, type: String(words[2]), symbol: Int(info >> 32),
        symbolName: "", addend: addend))
  }

  // MARK: - Tables

  public func tables(_ name: String = ".note.static_call") -> [Section] {
    sections.filter { $0.name == name && $0.size > 0 }
  }

  /// The rows of all tables, in order; two relocations each.
  public func rows(_ name: String = ".note.static_call") -> [Row] {
    let numbers = Set(tables(name).map(\.number))
    let fillers = relocations.filter { numbers.contains($0.section) }
      .sorted { ($0.section, $0.offset) < ($1.section, $1.offset) }
    return stride(from: 0, to: fillers.count - 1, by: 2).map { index in
      let (site, subject) = (fillers[index], fillers[index + 1])
      let anchor = symbols[site.symbol]
      return Row(
        section: Int(anchor.section) ?? -1, offset: anchor.value + site.addend,
        subject: subject.symbolName, flags: subject.addend)
    }.sorted()
  }

  /// All relocations but the tables', by the names of their symbols: what must not change.
  public var namedRelocations: [String] {
    let tables = Set(
      sections.filter { [".note.static_call", ".static_call_sites"].contains($0.name) }
        .map(\.number))
    return relocations.filter { !tables.contains($0.section) }.map {
      "\($0.section)+\($0.offset) \($0.type) \($0.symbolName)+\($0.addend)"
    }
  }

  // MARK: - objdump

  private var objdump: String {
    machine == "AArch64" ? "aarch64-linux-gnu-objdump" : "objdump"
  }

  /// The code, without the file's name.
  public func disassembly() async throws -> String {
    let result = try await Tool.run([objdump, "-d", path])
    return result.output.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains("file format") }.joined(separator: "\n") + result.error
  }

  /// The instructions that use trampolines.
  public func uses() async throws -> [Use] {
    let text = try await Tool.run([objdump, "-drlw", path]).output
    // objdump goes by the sections' order, and leaves out empty ones.
    var code = sections.filter { $0.flags.contains("X") && $0.size > 0 && $0.type != "NOBITS" }[...]
    var section = 0
    var line: Int?
    var uses: [Use] = []
    for row in text.split(separator: "\n") {
      if row.hasPrefix("Disassembly of section") {
        section = code.popFirst()?.number ?? 0
        line = nil
        continue
      }
      let fields = row.split(separator: "\t").map { $0.trimmingPrefix { $0 == " " } }
      guard fields.count > 2, fields[0].hasSuffix(":"), row.first == " " else {
        if let match = row.wholeMatch(of: /[^ ].*:([0-9]+)( \(discriminator.*)?/) {
          line = Int(match.1)
        }
        continue
      }
      // Relocations stand behind the instruction, each in two fields.
      let first = fields.firstIndex { $0.contains(": R_") } ?? fields.count
      let instruction = fields[2..<max(first, 2)].joined(separator: " ")
      for index in stride(from: first, to: fields.count - 1, by: 2) {
        let place = fields[index].prefix { $0 != ":" }
        guard fields[index + 1].hasPrefix("__SCT__"), let place = Int(place, radix: 16) else {
          continue
        }
        uses.append(
          use(of: fields[index + 1], at: place, in: section, by: instruction, line: line))
      }
    }
    return uses
  }

  private func use(
    of symbol: Substring, at place: Int, in section: Int, by instruction: String, line: Int?
  ) -> Use {
    let words = instruction.split(whereSeparator: \.isWhitespace)
    let prefixes = ["addr32", "cs", "ds", "data16", "bnd"]
    // `jne,pn`: objdump's way to write a prefix.
    let name =
      words.first { !prefixes.contains(String($0)) }?.split(separator: ",").first ?? ""
    let isIndirect = instruction.contains("*")
    let kind: Kind
    switch name {
    case "call" where !isIndirect, "bl": kind = .call
    case "jmp" where !isIndirect, "b": kind = .tail
    case _ where name.hasPrefix("j") && !isIndirect && !name.hasPrefix("jmp"): kind = .conditional
    default: kind = .other
    }
    let back = machine == "AArch64" ? 0 : kind == .conditional ? 2 : 1
    let key = symbol.dropFirst("__SCT__".count).prefix { !"+-".contains($0) }
    return Use(
      section: section, offset: kind == .other ? place : place - back, key: String(key),
      kind: symbol.isPlain(machine) ? kind : .other, line: line)
  }
}

extension Substring {
  /// Whether a relocation's target is the symbol's very start, for a branch.
  fileprivate func isPlain(_ machine: String) -> Bool {
    machine == "AArch64" ? !contains("+") : hasSuffix("-0x4")
  }
}
