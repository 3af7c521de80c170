import Testing

@testable import StaticCallCore

/// Macros in conditions, as C11, 6.10.3 has them.
@Suite struct MacroExpanderTests {
  /// - Parameter unknown: names that may have several definitions.
  /// - Returns: the spelling, a space between tokens; what is unknown has a question mark before
  ///   it.
  private func expand(
    _ line: String, _ definitions: String..., unknown: Set<String> = [], isCondition: Bool = true
  ) -> String {
    let names = NameTable()
    let text = definitions.map { "#define \($0)\n" }.joined()
    let digest = PreprocessSupport.digest(text, names)
    var macros: [NameTable.Name: Macro] = [:]
    for step in digest.steps where step.kind == .define {
      let body = digest.definitions[Int(step.next)].body
      macros[step.name] = digest.bodies.withUnsafeBufferPointer { bodies in
        let range = Int(body.lowerBound)..<Int(body.upperBound)
        return Macro(UnsafeBufferPointer(rebasing: bodies[range]), names)
      }
    }
    let defined = names.name("defined")
    let scope = MacroExpander.Scope(
      binding: { name in
        unknown.contains(names.text(name))
          ? .unknown : macros[name].map(Binding.macro) ?? .undefined
      },
      answer: { _, operand in
        guard operand.count == 1, !unknown.contains(names.text(operand[0].text)) else { return nil }
        return macros[operand[0].text] != nil
      },
      isQuestion: { $0 == defined })
    let expanded = MacroExpander.expand(
      PreprocessSupport.tokens(line, names), isCondition: isCondition, scope,
      MacroExpander.Symbols(names), names)
    return expanded.map { ($0.kind == .unknown ? "?" : "") + names.text($0.text) }
      .joined(separator: " ")
  }

  @Test func objects() {
    #expect(expand("A + B", "A B", "B 1") == "1 + 1")
    #expect(expand("A", "A") == "")
    #expect(expand("A(1)", "A (x)") == "( x ) ( 1 )")
    #expect(expand("A", "A a # b") == "a # b")
  }

  @Test func functions() {
    #expect(expand("F(2) * 3", "F(x) (x + x)") == "( 2 + 2 ) * 3")
    #expect(expand("F((1, 2), 3)", "F(a, b) b a") == "3 ( 1 , 2 )")
    #expect(expand("F()", "F() 1") == "1")
    #expect(expand("F()", "F(x) [x]") == "[ ]")
    #expect(expand("F(,)", "F(a, b) [a b]") == "[ ]")
    #expect(expand("F + 1", "F(x) x") == "F + 1", "without a parenthesis it is no call")
    #expect(expand("F (1)", "F(x) x") == "1")
  }

  @Test func callsWithinCalls() {
    #expect(expand("F(F(1))", "F(x) (x + 1)") == "( ( 1 + 1 ) + 1 )")
    #expect(expand("G(2)", "G(x) F(x, A)", "F(x, y) x y", "A 3") == "2 3")
    #expect(expand("NAME(4)", "NAME F", "F(x) x") == "4", "the arguments stand behind the macro")
    #expect(expand("F(1)(2)", "F(x) G", "G(x) x") == "2")
  }

  /// A macro's name within its own expansion stays (C11, 6.10.3.4).
  @Test func recursion() {
    #expect(expand("A", "A A + 1") == "A + 1")
    #expect(expand("A", "A B", "B A") == "A")
    #expect(expand("F(F)(1)", "F(x) x") == "F ( 1 )")
    #expect(expand("F(1)", "F(x) F(x)") == "F ( 1 )")
    #expect(expand("A A", "A B A", "B 1") == "1 A 1 A", "each use begins anew")
  }

  @Test func strings() {
    #expect(expand("F(a  +\tb)", "F(x) #x") == #""a + b""#)
    #expect(expand("F(A)", "F(x) #x x", "A 1") == #""A" 1"#)
    #expect(expand(#"F("\n")"#, "F(x) #x") == #""\"\\n\"""#)
  }

  @Test func pasting() {
    #expect(expand("F(A, B)", "F(x, y) x##y", "A 1", "B 2", "AB 3") == "3")
    #expect(expand("F(1, 2)", "F(x, y) x ## y") == "12")
    #expect(expand("F(, B)", "F(x, y) [x##y]") == "[ B ]")
    #expect(expand("F(,)", "F(x, y) [x##y]") == "[ ]")
    #expect(expand("F(a, b, c)", "F(x, y, z) x##y##z") == "abc")
    #expect(expand("A", "A x ## 1") == "x1")
    #expect(expand("F(<, <)", "F(x, y) 1 x##y 3") == "1 << 3")
    #expect(expand("F(+, x)", "F(x, y) x##y") == "?+", "which is no token")
  }

  @Test func variadic() {
    #expect(expand("F(1, 2, 3)", "F(a, ...) [a] [__VA_ARGS__]") == "[ 1 ] [ 2 , 3 ]")
    #expect(expand("F(1)", "F(a, ...) [a] [__VA_ARGS__]") == "[ 1 ] [ ]")
    #expect(expand("F(1, 2)", "F(...) __VA_ARGS__") == "1 , 2")
    #expect(expand("F(1, 2, 3)", "F(a, rest...) [rest]") == "[ 2 , 3 ]")
    #expect(expand("F(1, 2)", "F(a, ...) __VA_OPT__(a)").contains("?"))
  }

  @Test func definedIsAnswered() {
    #expect(expand("defined A && defined(B)", "A 5") == "1 && 0")
    #expect(expand("HAS", "HAS (defined(A) || defined B)", "B") == "( 0 || 1 )")
    #expect(expand("HAS(A)", "HAS(x) defined(x)", "A A") == "1")
    #expect(expand("defined A", "A 1", isCondition: false) == "defined 1")
  }

  @Test func theUnknownStaysUnknown() {
    #expect(expand("U", unknown: ["U"]) == "?U")
    #expect(expand("defined U", unknown: ["U"]) == "?defined")
    #expect(expand("F(U)", "F(x) x + 1", unknown: ["U"]) == "?U + 1")
    #expect(expand("F(U)", "F(x) y##x", unknown: ["U"]) == "yU", "## does not look at it")
    #expect(expand("A", "A U(1)", unknown: ["U"]) == "?U ( 1 )")
  }

  @Test func whatDoesNotEndIsLeft() {
    #expect(expand("F(1", "F(x) x") != "1")
    let bomb = (1...40).map { "A\($0) A\($0 - 1) A\($0 - 1)" }.joined(separator: "\n#define ")
    #expect(expand("A40", bomb).contains("?"), "a bomb is not followed")
  }

  /// The Linux kernel's include/linux/kconfig.h.
  @Test(arguments: [("X 1", "1"), ("X_MODULE 1", "1"), ("X 0", "0"), ("OTHER 1", "0")])
  func enabled(option: String, value: String) {
    let expanded = expand(
      "IS_ENABLED(X)", option, "__ARG_PLACEHOLDER_1 0,",
      "__take_second_arg(__ignored, val, ...) val", "__or(x, y) ___or(x, y)",
      "___or(x, y) ____or(__ARG_PLACEHOLDER_##x, y)",
      "____or(arg1_or_junk, y) __take_second_arg(arg1_or_junk 1, y)",
      "__is_defined(x) ___is_defined(x)",
      "___is_defined(val) ____is_defined(__ARG_PLACEHOLDER_##val)",
      "____is_defined(arg1_or_junk) __take_second_arg(arg1_or_junk 1, 0)",
      "IS_BUILTIN(option) __is_defined(option)",
      "IS_MODULE(option) __is_defined(option##_MODULE)",
      "IS_ENABLED(option) __or(IS_BUILTIN(option), IS_MODULE(option))")
    #expect(expanded == value)
  }
}
