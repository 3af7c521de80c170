import CClang
import Glibc
import StaticCallCore

/// The C front end: finds the static calls of one translation unit with libclang.
///
/// Identification is semantic. A `static_call` counts if the macro expanded there is defined by a
/// static_call.h (sc-rewrite's or the kernel's); its key is the object that the expansion refers to.
public struct ClangScanner: Sendable {
  private let clang: LibClang
  private let names: FileNames
  private let extraFlags: [String]

  /// - Parameters:
  ///   - library: the path of a libclang, version 14 or later; nil for the one found by the build.
  ///   - root: the absolute path of the source tree's root, without symbolic links.
  ///   - folder: the absolute path of the folder the tool runs in, likewise.
  ///   - aliases: files of the tree that lie elsewhere: absolute path to path in the tree.
  ///   - contains: whether a path relative to the root is one of the tree's files.
  ///   - headerFolder: where static_call.h is for sources whose flags do not lead to one.
  public init(
    library: String?, root: String, folder: String, aliases: [String: String] = [:],
    contains: @escaping @Sendable (String) -> Bool,
    headerFolder: String
  ) throws(LibClangUnavailable) {
    clang = try LibClang(path: library ?? String(cString: cclang_default_path()))
    names = FileNames(
      root: root, folder: folder, aliases: aliases, contains: contains, hidden: headerFolder)
    extraFlags = ["-idirafter", headerFolder] + ResourceFolder.flags(library: library)
  }

  public var version: String { clang.version }

  /// Parses `unit` and reports what is in it. A unit that does not parse has error diagnostics.
  public func scan(_ unit: CompileUnit) -> UnitScan {
    DeepStack.run { scanHere(unit) }
  }

  private func scanHere(_ unit: CompileUnit) -> UnitScan {
    var scan = UnitScan(unit: unit.path)
    let index = clang.c.clang_createIndex(0, 0)
    defer { clang.c.clang_disposeIndex(index) }
    // A CPU that this libclang has not heard of is better ignored than the whole unit.
    let plain = unit.flags.filter { !$0.hasPrefix("-march=") && !$0.hasPrefix("-mcpu=") }
    guard let handle = parse(unit, unit.flags, in: index) ?? parse(unit, plain, in: index) else {
      scan.inclusions = [unit.path]
      scan.diagnostics = [
        Diagnostic(
          .parse, at: Place(file: unit.path, offset: 0, line: 1, column: 1),
          "libclang could not parse this file with its compiler flags: \(unit.flags.joined(separator: " "))"
        )
      ]
      return scan
    }
    defer { clang.c.clang_disposeTranslationUnit(handle) }
    let parsed = ParsedUnit(clang: clang, handle: handle, names: names)
    scan.inclusions = parsed.inclusions()
    scan.diagnostics = ClangDiagnostics(parsed).all()
    if !scan.diagnostics.isEmpty { return scan }
    var reader = UnitReader(parsed, adding: scan)
    return reader.read()
  }

  private func parse(
    _ unit: CompileUnit, _ unitFlags: [String], in index: CXIndex?
  ) -> CXTranslationUnit? {
    let file = names.absolute(unit.path)
    // -working-directory instead of chdir(): units are parsed in parallel.
    let flags =
      unitFlags + extraFlags + [
        "-working-directory", unit.folder, "-Wno-everything", "-ferror-limit=0",
        "-fbracket-depth=100000",
      ]
    let options = CXTranslationUnit_DetailedPreprocessingRecord.rawValue
    var handle: CXTranslationUnit?
    let arguments = flags.map { UnsafePointer(strdup($0)) }
    defer { for argument in arguments { free(UnsafeMutableRawPointer(mutating: argument)) } }
    let result = clang.c.clang_parseTranslationUnit2(
      index, file, arguments, Int32(arguments.count), nil, 0, options, &handle)
    return result == CXError_Success ? handle : nil
  }
}
