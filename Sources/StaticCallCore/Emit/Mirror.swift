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
        // Swift files go by the user's names through an overlay (see SwiftOverlay).
        let isC =
          SourceKind.isC(entry.path)
          || included.contains(entry.path) && !SourceKind.isSwift(entry.path)
        let line = isC && plan.options.lineDirectives ? directive(for: entry.path, plan) : nil
        return OutputFile(
          path: entry.path,
          content: .mirror(of: entry.path, edits: edits[entry.path], lineDirective: line),
          permissions: permissions)
      }
    }
    return files + plan.tree.emptyFolders.map { OutputFile(path: $0, content: .folder) }
  }

  /// C11, 6.10.4: makes warnings, `__FILE__`, coverage and debuggers name the user's file.
  private static func directive(for path: String, _ plan: Plan) -> String {
    "#line 1 \"\(cEscaped(plan.tree.display(path)))\""
  }
}

/// Turns a mirrored file's original bytes into its new ones.
public enum MirrorText {
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// - Parameter lineDirective: put on a line of its own before the first, behind a byte order
  ///   mark and with the file's own line ending; not where the file starts with such a directive
  ///   itself (generated code, or an earlier run's output), nor where it includes itself by
  ///   `__FILE__`, which must lead to the mirror then.
  public static func render(
    _ original: [UInt8], edits: EditList?, lineDirective: String?
  ) -> [UInt8] {
    let body = edits?.apply(to: original) ?? original
    guard let lineDirective, !startsWithLineDirective(original), !includesItself(original)
    else { return body }
    let mark = original.starts(with: byteOrderMark) ? byteOrderMark : []
    let firstNewline = original.firstIndex(of: 0x0a)
    let isCRLF = firstNewline.map { $0 > 0 && original[$0 - 1] == 0x0d } ?? false
    return mark + Array(lineDirective.utf8) + (isCRLF ? [0x0d, 0x0a] : [0x0a])
      + body.dropFirst(mark.count)
  }

  private static let fileMacro = Needle("__FILE__")

  /// Whether `__FILE__` stands behind an `#include`, or where one takes its name from a macro in
  /// the body of any: that it is another macro's is not worth a parse.
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
