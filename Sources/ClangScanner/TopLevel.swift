import CClang
import StaticCallCore

/// One pass over a unit's top level: macros, their expansions and the declarations, in as few
/// strings as possible (a kernel unit has some 100,000 of these cursors).
struct TopLevel {
  /// An expansion of a macro that has one of the API's names.
  struct Expansion {
    var name: String
    var spot: ParsedUnit.Spot
    /// Where it ends: behind its arguments. Where it has none (`#ifdef static_call`), behind its
    /// name.
    var end: Int
    /// Whether the macro is that of a static_call.h, or the user says that it is as good.
    var isOurs: Bool

    var use: KeyUse.Kind? { TopLevel.use(of: name) }
  }

  private(set) var expansions: [Expansion] = []
  /// Definitions of function-like and object-like macros, by extent.
  private(set) var macroBodies: [(file: ParsedUnit.File, range: Range<Int>)] = []
  /// The definitions' cursors, for their names.
  private var definedMacros: [CXCursor] = []
  /// `#include` directives: a header's name is not code.
  private(set) var includes: [(file: ParsedUnit.File, range: Range<Int>)] = []
  /// Declarations of `__SCK__*` and `__SCT__*`.
  private(set) var keySymbols: [(name: String, cursor: CXCursor)] = []
  /// Every other declaration, for looking into.
  private(set) var declarations: [CXCursor] = []
  private(set) var header: Header
  /// Names of static_call.h's call macros that mean something else in this unit, at least in
  /// parts.
  private(set) var redefined: Set<String> = []

  init(_ unit: ParsedUnit, _ callMacros: CallMacros) {
    let clang = unit.clang
    header = Header()
    var macros: [(String, CXCursor)] = []
    // The names' first letters: static_call*, EXPORT_STATIC_CALL*, STATIC_CALL_*.
    let initials = Array("sES".utf8) + callMacros.own.compactMap(\.utf8.first)
    var (bodies, includes, symbols, others) = (macroBodies, includes, keySymbols, declarations)
    var definitions: [(String, ParsedUnit.File, Range<Int>)] = []
    var defined: [CXCursor] = []
    var callMacroFiles: [(name: String, file: ParsedUnit.File?)] = []
    var declared: Set<String> = []
    clang.visit(unit.root) { cursor in
      switch cursor.kind {
      case CXCursor_MacroDefinition:
        let extent = unit.extent(of: cursor)
        if let extent {
          bodies.append((extent.file, extent.range))
          defined.append(cursor)
        }
        guard let name = clang.name(of: cursor, initials: initials) else { return }
        if let extent, Header.names.contains(name) {
          definitions.append((name, extent.file, extent.range))
        }
        if Site.Form(rawValue: name) != nil, !callMacros.own.contains(name) {
          // Those of the command line are in no file.
          callMacroFiles.append((name, extent?.file))
        }
      case CXCursor_MacroExpansion:
        if let name = clang.name(of: cursor, initials: initials),
          callMacros.form(of: name) != nil || TopLevel.use(of: name) != nil
        {
          macros.append((name, cursor))
        }
      case CXCursor_InclusionDirective:
        if let extent = unit.extent(of: cursor) { includes.append((extent.file, extent.range)) }
      case CXCursor_PreprocessingDirective:
        break
      case CXCursor_VarDecl, CXCursor_FunctionDecl:
        let name = clang.name(of: cursor, initials: Array("_s".utf8))
        if let name, KeySymbol.name(of: name) != nil {
          symbols.append((name, cursor))
        } else {
          others.append(cursor)
          if let name, Site.Form(rawValue: name) != nil { declared.insert(name) }
        }
      default:
        others.append(cursor)
      }
    }
    (macroBodies, self.includes, keySymbols, declarations) = (bodies, includes, symbols, others)
    definedMacros = defined
    header = Header(unit, definitions)
    let own = header.files
    redefined = Set(
      callMacroFiles.filter { !($0.file.map(own.contains) ?? false) }.map(\.name))
    // Beside the macro, a function of its name is not what a call in a body means.
    if !header.isPresent { redefined.formUnion(declared) }
    expansions = macros.compactMap { name, cursor in
      guard let spot = unit.spot(of: cursor), let extent = unit.extent(of: cursor) else {
        return nil
      }
      let definition = clang.c.clang_getCursorReferenced(cursor)
      let file = unit.extent(of: definition)?.file
      return Expansion(
        name: name, spot: spot, end: extent.range.upperBound,
        isOurs: callMacros.own.contains(name) || file.map(header.files.contains) ?? false)
    }
  }

  /// Those of some names that are defined as macros anywhere in the unit.
  func macros(among names: Set<String>, _ clang: LibClang) -> Set<String> {
    let initials = Array(Set(names.compactMap(\.utf8.first)))
    return Set(
      definedMacros.compactMap { clang.name(of: $0, initials: initials) }.filter(names.contains))
  }

  private static func use(of name: String) -> KeyUse.Kind? {
    switch name {
    case "EXPORT_STATIC_CALL_GPL": .export
    case "EXPORT_STATIC_CALL_TRAMP_GPL": .exportTrampoline
    case API.batchUpdate: .update
    default: KeyUse.Kind(rawValue: name)
    }
  }
}

/// The static_call.h in use, known by what it defines, not by where it lies: the key prefix, and
/// the call macro in the same file or one named like the kernel's.
struct Header {
  static let names: Set<String> = ["STATIC_CALL_KEY_PREFIX", "STATIC_CALL_ABI", "static_call"]
  static let fileNames: Set<String> = ["static_call.h", "static_call_types.h"]
  /// What this version of the runtime goes with.
  static let abi = "1"

  private(set) var files: Set<ParsedUnit.File> = []
  private(set) var provider: KeyDeclaration.Provider = .kernel
  private(set) var versionMismatch: Diagnostic?
  var isPresent: Bool { !files.isEmpty }

  init() {}

  init(
    _ unit: ParsedUnit, _ definitions: [(String, ParsedUnit.File, Range<Int>)]
  ) {
    let candidates = unit.table
      .filter { Header.fileNames.contains(PathText.lastComponent($0.absolute)) }.map(\.file)
    let named = definitions.filter { candidates.contains($0.1) }
    guard named.contains(where: { $0.0 == "STATIC_CALL_KEY_PREFIX" }) else { return }
    files = Set(
      candidates.filter { file in
        named.contains { $0.1 == file } || file.isKernelStyle(unit)
      })
    // Where the kernel has no trampolines, a call reads the key.
    if let call = named.first(where: { $0.0 == "static_call" }),
      String(decoding: unit.contents(of: call.1)[call.2], as: UTF8.self).contains(".func")
    {
      provider = .kernelGeneric
    }
    if let abi = named.first(where: { $0.0 == "STATIC_CALL_ABI" }) {
      provider = .generated
      let text = String(decoding: unit.contents(of: abi.1)[abi.2], as: UTF8.self)
      let value = text.split(whereSeparator: \.isWhitespace).dropFirst().first.map(String.init)
      if value != Header.abi {
        let location = unit.clang.c.clang_getLocationForOffset(
          unit.handle, abi.1.handle, UInt32(abi.2.lowerBound))
        versionMismatch = Diagnostic(
          .headerVersion, at: unit.spot(location).map(unit.place),
          "this static_call.h is of version \(value ?? "?"), sc-rewrite of version \(Header.abi); use the one that came with it"
        )
      }
    }
  }
}

extension ParsedUnit.File {
  /// The kernel splits its header: static_call.h beside static_call_types.h.
  fileprivate func isKernelStyle(_ unit: ParsedUnit) -> Bool {
    unit.absoluteName(of: self).hasSuffix("/linux/static_call.h")
  }
}
