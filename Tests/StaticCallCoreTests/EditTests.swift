import Testing

@testable import StaticCallCore

@Suite struct EditTests {
  private let text = Array("one two three\n".utf8)

  private func edit(_ offset: Int, _ old: String, _ new: String) -> Edit {
    Edit(at: offset, original: Array(old.utf8), replacement: Array(new.utf8))
  }

  @Test func appliesInAnyOrderAndOnce() throws {
    let edits = [edit(8, "three", "3"), edit(0, "one", "1"), edit(8, "three", "3")]
    let list = try EditList(edits, for: text)
    #expect(list.apply(to: text) == Array("1 two 3\n".utf8))
    #expect(list.apply(to: text, in: 4..<14) == Array("two 3\n".utf8))
  }

  @Test func overlapIsAnError() {
    let (first, second) = (edit(0, "one two", "x"), edit(4, "two", "y"))
    #expect(throws: EditList.Problem.overlap(first, second)) {
      try EditList([second, first], for: text)
    }
    let (one, other) = (edit(0, "one", "x"), edit(0, "one", "y"))
    #expect(throws: EditList.Problem.self) { try EditList([one, other], for: text) }
  }

  @Test func aChangedFileIsNoticed() {
    let stale = edit(0, "One", "1")
    #expect(throws: EditList.Problem.mismatch(stale)) { try EditList([stale], for: text) }
    let beyond = edit(10, "three and more", "3")
    #expect(throws: EditList.Problem.mismatch(beyond)) { try EditList([beyond], for: text) }
  }
}

@Suite struct MirrorTextTests {
  private func render(_ text: String) -> String {
    String(
      decoding: MirrorText.render(Array(text.utf8), edits: nil, lineDirective: "#line 1 \"a.c\""),
      as: UTF8.self)
  }

  @Test(arguments: [
    ("int x;\n", "#line 1 \"a.c\"\nint x;\n"),
    ("", "#line 1 \"a.c\"\n"),
    ("no newline", "#line 1 \"a.c\"\nno newline"),
    ("a\r\nb\r\n", "#line 1 \"a.c\"\r\na\r\nb\r\n"),
    ("\u{feff}int x;\n", "\u{feff}#line 1 \"a.c\"\nint x;\n"),
  ])
  func namesTheOriginal(text: String, rendered: String) {
    #expect(render(text).unicodeScalars.elementsEqual(rendered.unicodeScalars))
  }

  @Test(arguments: ["#line 3 \"y.y\"\nint x;\n", "# 1 \"a.c\"\n", "  #  line 1 \"src/a.c\"\n"])
  func keepsADirectiveThatIsThere(text: String) {
    #expect(render(text) == text)
  }

  /// `__FILE__` has to lead to the mirror where an #include goes by it.
  @Test(arguments: [
    ("#include __FILE__\n", true), ("int a;\n # include /* x */ __FILE__\n", true),
    ("#define SELF __FILE__\n#include SELF\n", true), ("#include \"__FILE__\"\n", false),
    ("#include NAME\nchar *f = __FILE__;\n", false), ("#define F __FILE__\n", false),
    ("// #include __FILE__\n", false),
  ])
  func includesItself(text: String, isBare: Bool) {
    #expect(render(text) == (isBare ? text : "#line 1 \"a.c\"\n" + text))
  }
}

@Suite struct LineTableTests {
  @Test func placesCountFromOne() {
    let lines = LineTable(Array("ab\n\ncd".utf8))
    #expect(lines.starts == [0, 3, 4])
    #expect(lines.place(of: 5, in: "f") == Place(file: "f", offset: 5, line: 3, column: 2))
    #expect(lines.range(of: 0) == 0..<3 && lines.range(of: 2) == 4..<6)
    #expect(LineTable([]).starts == [0])
    #expect(LineTable(Array("a\n".utf8)).starts == [0])
  }
}

@Suite struct OccurrenceTests {
  private func names(_ text: String) -> [Int] {
    Array(text.utf8).withUnsafeBufferPointer {
      Occurrences.names(in: $0, of: CallMacros(own: ["hook"]))
    }
  }

  @Test(arguments: [
    ("static_call(x)", [0]), (" static_call_cond(x) static_call_mod (y)", [1, 21]),
    ("my_static_call(x)", []), ("static_call_update(x, y)", []), ("static_calls", []),
    ("static_call", [0]), ("static_cal", []), ("", []), ("static_\\\ncall(x)", [0]),
    ("static_call\\\n_cond(x)", [0]), ("sstatic_call(x)", []), ("(static_call)", [1]),
    ("/* static_call(x) */ static_call(x)", [21]), ("// static_call\nstatic_call(x)", [15]),
    ("\"static_call(x)\" 'static_call' hook(x)", [31]), ("hooks(x) ho\\\nok(x)", [9]),
    ("#include <static_call.h>\nstatic_call(x)", [25]), ("1'0static_call 2'0'static_call", []),
    ("/\\\n* static_call *\\\n/ static_call(x)", [22]),
  ])
  func findsWholeNames(text: String, offsets: [Int]) {
    #expect(names(text) == offsets)
  }
}
