import CElf

/// What one object does with static calls.
public struct ObjectReport: Sendable, Encodable {
  public struct Key: Sendable, Encodable {
    public var name: String
    public var calls = 0
    public var tailCalls = 0
    public var conditionalTailCalls = 0
    /// Of these: in code that is gone after the start.
    public var initSites = 0
    public var otherUses = 0
  }

  /// A use of a trampoline that is no site.
  public struct Other: Sendable, Encodable {
    public var key: String
    public var why: String
    public var summary: String
    /// Whether a call was meant to be direct, and is not.
    public var isSurprise: Bool
    public var section: String
    /// Of the instruction's operand, in its section.
    public var offset: UInt64
    /// The function around it, and how far it is from its start.
    public var function: String?
    public var functionOffset: UInt64?
    /// In the source, if the object has debug information that says so: of a surprise, and with
    /// `Options.allLines` of any code.
    public var file: String?
    public var line: Int?
    public var column: Int?

    private enum CodingKeys: CodingKey {
      case key, why, section, offset, function, functionOffset, file, line, column
    }
  }

  /// The state in which the object's table was found.
  public enum Table: String, Sendable, Encodable {
    /// There is nothing to be listed, and nothing is.
    case none
    case current
    case missing
    case stale
  }

  public var machine: String
  public var table = Table.none
  /// The runtime has no inline form for this CPU yet: sites stay on the trampoline.
  public var isReadOnly: Bool
  /// It has intermediate code, of which the linker makes other code than there is, if there is
  /// any.
  public var isLTO: Bool
  public var keys: [Key]
  public var others: [Other]

  public var sites: Int {
    keys.reduce(0) { $0 + $1.calls + $1.tailCalls + $1.conditionalTailCalls }
  }

  init(of found: FoundSites, in object: ElfObject, allLines: Bool) {
    machine = object.machine.name
    isReadOnly = object.machine.distance32 == nil
    isLTO = object.sections.contains {
      $0.name.hasPrefix(".gnu.lto_") || $0.name.hasPrefix(".llvm.lto")
    }
    var names: [Int: String] = [:]
    func name(_ symbol: Int) -> String {
      if let known = names[symbol] { return known }
      let name = String(object.name(ofSymbol: symbol).dropFirst("__SCT__".count))
      names[symbol] = name
      return name
    }
    var keys: [String: Key] = [:]
    for site in found.sites {
      let name = name(site.symbol)
      var key = keys[name] ?? Key(name: name)
      switch site.kind {
      case .call: key.calls += 1
      case .tail: key.tailCalls += 1
      case .conditionalTail: key.conditionalTailCalls += 1
      }
      if site.isInit { key.initSites += 1 }
      keys[name] = key
    }
    for other in found.others {
      keys[name(other.symbol), default: Key(name: name(other.symbol))].otherUses += 1
    }
    self.keys = keys.values.sorted { $0.name < $1.name }
    let functions = found.others.isEmpty ? [:] : ObjectReport.functions(of: object)
    // Reading debug information takes longer than all else; addresses are taken by every update.
    func wantsLine(_ other: FoundSites.Other) -> Bool {
      other.why.isSurprise || allLines && other.why != .data
    }
    let lines = found.others.contains(where: wantsLine) ? SourceLines(of: object) : nil
    others = found.others.sorted { ($0.section, $0.offset) < ($1.section, $1.offset) }.map {
      other in
      let place =
        wantsLine(other) ? lines?.place(section: other.section, offset: other.offset) : nil
      let function = functions[other.section].flatMap {
        ObjectReport.last(of: $0, at: other.offset)
      }
      return Other(
        key: name(other.symbol), why: other.why.rawValue, summary: other.why.summary,
        isSurprise: other.why.isSurprise, section: object.sections[other.section].name,
        offset: other.offset, function: function?.name,
        functionOffset: function.map { other.offset - $0.start }, file: place?.file,
        line: place?.line, column: place?.column)
    }
  }

  /// The last of functions in order that begins at a place or before it.
  private static func last(
    of functions: [(start: UInt64, name: String)], at place: UInt64
  ) -> (start: UInt64, name: String)? {
    var (low, high) = (0, functions.count)
    while low < high {
      let middle = (low + high) / 2
      if functions[middle].start <= place { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? functions[low - 1] : nil
  }

  /// The functions of each section, by their start.
  private static func functions(of object: ElfObject) -> [Int: [(start: UInt64, name: String)]] {
    var result: [Int: [(start: UInt64, name: String)]] = [:]
    for index in 0..<object.symbolCount {
      let (value, section) = object.symbol(index)
      guard let section, Int32(value.st_info & 0xf) == STT_FUNC else { continue }
      result[section, default: []].append((value.st_value, object.name(ofSymbol: index)))
    }
    return result.mapValues { $0.sorted { ($0.start, $0.name) < ($1.start, $1.name) } }
  }
}
