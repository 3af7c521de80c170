@testable import StaticCallCore

/// C texts for the parts of the preprocessor, without a disk.
enum PreprocessSupport {
  static func digest(
    _ text: String, _ names: NameTable = NameTable(), isWord: ((String) -> Bool)? = API.isWord
  ) -> FileDigest {
    Array(text.utf8).withUnsafeBufferPointer {
      Digester.digest($0, names: names, isWord: isWord)
    }
  }

  /// The tokens of one line.
  static func tokens(_ line: String, _ names: NameTable) -> [PPToken] {
    digest("#if \(line)\n#endif\n", names).conditions[0]
  }

  /// A tree at `/t`, and files elsewhere by their absolute names.
  static func readings(
    _ files: [String: String], _ units: [CompileUnit], compiler: Compiler = .none,
    callMacros: CallMacros = .standard, jobs: Int = 1
  ) async -> [Reading] {
    let names = FileNames(
      root: "/t", folder: "/t", aliases: [:],
      contains: { !$0.hasPrefix("/") && files[$0] != nil }, hidden: "/hidden")
    let source = SourceFiles(
      read: { files[$0].map { Array($0.utf8) } },
      locate: {
        let path = PathText.normalized($0)
        return files[names.local(path)] == nil ? nil : path
      })
    let runs = DryRuns(files: source, names: names, compiler: compiler, callMacros: callMacros)
    return await runs.readings(of: units, jobs: jobs)
  }

  /// Of the unit `a.c`.
  static func reading(
    _ files: [String: String], _ flags: String..., compiler: Compiler = .none
  ) async -> Reading {
    await readings(files, [unit("a.c", flags)], compiler: compiler)[0]
  }

  static func unit(_ path: String, _ flags: [String] = []) -> CompileUnit {
    CompileUnit(path: path, folder: "/t", flags: flags)
  }
}

extension Reading {
  /// The names of all files that are read, in order.
  var paths: [String] { files.map(\.path) }
}
