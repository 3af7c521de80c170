import ClangScanner
import StaticCallCore
import StaticCallRuntime

/// The scanners, and which of them reads a unit.
struct FrontEnds: Sendable {
  /// Nil if there is no C to parse: then nobody needs libclang.
  private let clang: ClangScanner?
  private let swift: SwiftFrontEnd
  private let input: SourceInput

  static var hiddenFolder: String { BuiltInHeader.folder }

  init(
    for units: [CompileUnit], _ options: ParseOptions, _ input: SourceInput, _ names: FileNames
  ) throws {
    self.input = input
    swift = SwiftFrontEnd(root: input.root, seconds: options.swiftTimeout)
    let hasC = units.contains { !SourceKind.isSwift($0.path) }
    clang = hasC ? try options.clangScanner(names) : nil
  }

  /// Changes with whatever may change a scan.
  var version: String { clang?.version ?? "" }

  /// What the library that parses C knows by itself.
  var compiler: Compiler { clang?.compiler ?? .none }

  func scan(_ unit: CompileUnit, watching watched: Set<String>? = nil) -> Scanned {
    guard SourceKind.isSwift(unit.path) else {
      return clang?.scan(unit, watching: watched) ?? Scanned(scan: UnitScan(unit: unit.path))
    }
    let scan = swift.scan(unit.path)
    // What reads the file decides, too, what is in it.
    return Scanned(
      scan: scan, files: [input.absolute(unit.path)] + (SwiftFrontEnd.program.map { [$0] } ?? []))
  }
}

extension ParseOptions {
  fileprivate func clangScanner(_ names: FileNames) throws -> ClangScanner {
    do {
      return try ClangScanner(
        library: libclang, names: names, callMacros: CallMacros(own: Set(callMacros)),
        bodies: exhaustive ? .always : .whenNeeded,
        header: BuiltInHeader(
          name: RuntimeSources.header.name, bytes: RuntimeSources.header.bytes))
    } catch {
      throw Failure(
        Diagnostic(
          .libclang,
          "cannot load '\(error.path)': \(error.reason); install libclang-dev or name one with --libclang"
        ))
    }
  }
}
