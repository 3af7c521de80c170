/// The source tree again, edited where it has static calls: a build changes its source root and
/// nothing else, so every file is there.
enum Mirror {
  @Sendable static func emit(_ plan: Plan) -> [OutputFile] {
    let edits = Dictionary(uniqueKeysWithValues: plan.edited.map { ($0.path, $0.edits) })
    let included = Set(plan.program.inclusions)
    let files = plan.tree.entries.map { entry in
      switch entry.kind {
      case .link(let text):
        return OutputFile(path: entry.path, content: .link(text: text))
      case .file(let permissions):
        let isSource =
          SourceKind.isC(entry.path) || SourceKind.isSwift(entry.path)
          || included.contains(entry.path)
        let line = isSource && plan.options.lineDirectives ? directive(for: entry.path, plan) : nil
        return OutputFile(
          path: entry.path,
          content: .mirror(of: entry.path, edits: edits[entry.path], lineDirective: line),
          permissions: permissions)
      }
    }
    return files + plan.tree.emptyFolders.map { OutputFile(path: $0, content: .folder) }
  }

  private static func directive(for path: String, _ plan: Plan) -> LineDirective {
    let name = plan.tree.display(path)
    return SourceKind.isSwift(path) ? .swift(name) : .c(name)
  }
}

/// Turns a mirrored file's original bytes into its new ones.
public enum MirrorText {
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// - Parameter lineDirective: put on a line of its own before the first, behind a byte order mark and, in
  ///   Swift, a `#!` line, with the file's own line ending; not where the file says itself what it is.
  public static func render(
    _ original: [UInt8], edits: EditList?, lineDirective: LineDirective?
  ) -> [UInt8] {
    let body = edits?.apply(to: original) ?? original
    guard let lineDirective, !namesItself(original, lineDirective) else { return body }
    var head = original.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let firstNewline = original.firstIndex(of: 0x0a)
    let isScript = original[head...].starts(with: Array("#!".utf8))
    if case .swift = lineDirective, isScript {
      // No edit is in such a line.
      head = firstNewline.map { $0 + 1 } ?? original.count
    }
    let isCRLF = firstNewline.map { $0 > 0 && original[$0 - 1] == 0x0d } ?? false
    let line = original[..<head].contains(0x0a) ? 2 : 1
    return body[..<head] + Array(lineDirective.text(line: line).utf8)
      + (isCRLF ? [0x0d, 0x0a] : [0x0a]) + body[head...]
  }

  /// Whether a file starts with such a directive itself (generated code, or an earlier run's output), includes
  /// itself by `__FILE__`, which must lead to the mirror then, or is a manifest of Swift's package manager,
  /// whose first line is that program's.
  private static func namesItself(_ text: [UInt8], _ directive: LineDirective) -> Bool {
    switch directive {
    case .c: startsWithLineDirective(text) || includesItself(text)
    case .swift:
      text.starts(with: Array("#sourceLocation".utf8))
        || text.starts(with: Array("// swift-tools-version".utf8))
    }
  }

  private static let fileMacro = Needle("__FILE__")

  /// Whether `__FILE__` stands behind an `#include`, or where one takes its name from a macro in the
  /// body of any: that it is another macro's is not worth a parse.
  private static func includesItself(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { bytes in
      guard fileMacro.isIn(bytes) else { return false }
      var reader = DirectiveReader(bytes)
      var (isComputed, isInMacro, isBehindInclude) = (false, false, false)
      while let event = reader.next() {
        switch event {
        case .include(nil):
          isComputed = true
          isBehindInclude = true
          continue
        case .word("__FILE__", _, let macro):
          if isBehindInclude { return true }
          if macro != nil { isInMacro = true }
        default: break
        }
        isBehindInclude = false
      }
      return isComputed && isInMacro
    }
  }

  private static func startsWithLineDirective(_ text: [UInt8]) -> Bool {
    let blanks: Set<UInt8> = [0x20, 0x09]
    let start = text.starts(with: byteOrderMark) ? 3 : 0
    let line = text[start...].prefix { $0 != 0x0a }.drop { blanks.contains($0) }
    guard line.first == UInt8(ascii: "#") else { return false }
    var rest = line.dropFirst().drop { blanks.contains($0) }
    if rest.starts(with: Array("line".utf8)) {
      rest = rest.dropFirst(4).drop { blanks.contains($0) }
    }
    return rest.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }
}
