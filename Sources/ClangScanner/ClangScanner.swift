import CClang
import Glibc
import StaticCallCore

/// The C front end: finds the static calls of one translation unit with libclang.
///
/// Identification is semantic. A `static_call` counts if the macro expanded there is defined by a
/// static_call.h (sc-rewrite's or the kernel's); its key is the object that the expansion refers
/// to.
public struct ClangScanner: Sendable {
  let clang: LibClang
  let names: FileNames
  let resourceFlags: [String]
  private let callMacros: CallMacros
  private let bodies: Bodies
  let header: BuiltInHeader?
  private let extraFlags: [String]

  /// When functions are parsed, and not only what stands between them.
  public enum Bodies: Sendable {
    /// Where a question needs them: a key that only the syntax tree tells, a type that is checked.
    case whenNeeded
    case always
  }

  /// - Parameters:
  ///   - library: the path of a libclang, version 14 or later; nil for the one found by the build.
  ///   - names: the tree's files. Its hidden folder is where static_call.h is for sources whose
  ///     flags do not lead to one.
  ///   - header: what is there, if the folder is not on disk.
  public init(
    library: String?, names: FileNames, callMacros: CallMacros = .standard,
    bodies: Bodies = .whenNeeded, header: BuiltInHeader? = nil
  ) throws(LibClangUnavailable) {
    clang = try LibClang(path: library ?? String(cString: cclang_default_path()))
    self.names = names
    self.callMacros = callMacros
    self.bodies = bodies
    self.header = header
    resourceFlags = ResourceFolder.flags(library: library)
    extraFlags = ["-idirafter", names.hidden] + resourceFlags
  }

  public var version: String { clang.version }

  /// Parses `unit` and reports what is in it. A unit that does not parse has error diagnostics.
  ///
  /// - Parameter watched: the files that can hold static calls, and whose skipped branches are
  ///   reported; nil for any file, and no report.
  public func scan(_ unit: CompileUnit, watching watched: Set<String>? = nil) -> Scanned {
    DeepStack.run {
      if bodies == .whenNeeded, let quick = scan(unit, watched, skippingBodies: true) {
        return quick
      }
      return scan(unit, watched, skippingBodies: false) ?? unparsable(unit)
    }
  }

  /// Nil if there is a question that needs functions' bodies, or no parse at all.
  private func scan(
    _ unit: CompileUnit, _ watched: Set<String>?, skippingBodies: Bool
  ) -> Scanned? {
    let index = clang.c.clang_createIndex(0, 0)
    defer { clang.c.clang_disposeIndex(index) }
    // A CPU that this libclang has not heard of is better ignored than the whole unit.
    let plain = unit.flags.filter { !$0.hasPrefix("-march=") && !$0.hasPrefix("-mcpu=") }
    guard
      let handle = parse(unit, unit.flags, skippingBodies, in: index)
        ?? parse(unit, plain, skippingBodies, in: index)
    else { return nil }
    defer { clang.c.clang_disposeTranslationUnit(handle) }
    let parsed = ParsedUnit(
      clang: clang, handle: handle, names: names, hasBodies: !skippingBodies)
    var scan = UnitScan(unit: unit.path)
    scan.inclusions = parsed.inclusions()
    scan.diagnostics = ClangDiagnostics(parsed).all()
    var reader = UnitReader(parsed, callMacros, adding: scan, in: watched)
    if scan.diagnostics.isEmpty {
      scan = reader.read()
      if skippingBodies, reader.needsBodies { return nil }
    }
    return Scanned(
      scan: scan, files: parsed.table.map(\.absolute).filter { !names.isHidden($0) },
      skipped: parsed.skippedRanges(of: watched ?? []))
  }

  private func unparsable(_ unit: CompileUnit) -> Scanned {
    var scan = UnitScan(unit: unit.path)
    scan.inclusions = [unit.path]
    scan.diagnostics = [
      Diagnostic(
        .parse, at: Place(file: unit.path, offset: 0, line: 1, column: 1),
        "libclang could not parse this file with its compiler flags: \(FlagFilter.shown(unit.flags.joined(separator: " ")))"
      )
    ]
    return Scanned(scan: scan)
  }

  private func parse(
    _ unit: CompileUnit, _ unitFlags: [String], _ skippingBodies: Bool, in index: CXIndex?
  ) -> CXTranslationUnit? {
    let file = names.absolute(unit.path)
    // -working-directory instead of chdir(): units are parsed in parallel.
    let flags =
      FlagFilter.withoutForeignABI(unitFlags) + extraFlags + [
        "-working-directory", unit.folder, "-Wno-everything", "-ferror-limit=0",
        "-fbracket-depth=100000",
      ]
    var options = CXTranslationUnit_DetailedPreprocessingRecord.rawValue
    if skippingBodies { options |= CXTranslationUnit_SkipFunctionBodies.rawValue }
    var handle: CXTranslationUnit?
    let arguments = flags.map { UnsafePointer(strdup($0)) }
    defer { for argument in arguments { free(UnsafeMutableRawPointer(mutating: argument)) } }
    let result = withHeader { header, count in
      clang.c.clang_parseTranslationUnit2(
        index, file, arguments, Int32(arguments.count), header, count, options, &handle)
    }
    return result == CXError_Success ? handle : nil
  }

  /// Calls `body` with the built-in header in the form that libclang takes.
  private func withHeader<Result>(
    _ body: (UnsafeMutablePointer<CXUnsavedFile>?, UInt32) -> Result
  ) -> Result {
    guard let header else { return body(nil, 0) }
    return (names.hidden + "/" + header.name).withCString { name in
      header.bytes.withUnsafeBytes { bytes in
        var file = CXUnsavedFile(
          Filename: name, Contents: bytes.assumingMemoryBound(to: CChar.self).baseAddress,
          Length: UInt(bytes.count))
        return body(&file, 1)
      }
    }
  }
}
