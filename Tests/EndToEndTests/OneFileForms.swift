import TestSupport
import Testing

/// Forms that need flags of their own or that one compiler knows, in one file each: what it prints
/// unrewritten, it prints rewritten.
@Suite struct OneFileFormTests {
  struct Form: Sendable, CustomTestStringConvertible {
    var name: String
    /// What follows the keys `hook` (adds one) and `other` (squares).
    var code: String
    var flags: [String] = []
    /// What the rewritten file must contain.
    var rewritten: [String] = []

    var testDescription: String { name }
  }

  static let forms = [
    Form(
      name: "a macro of the command line", code: "int main(void) { return SHOW(CALL(hook)(1)); }",
      flags: ["-DCALL(name)=static_call(name)"]),
    Form(
      name: "a macro that puts off another, and optional arguments",
      code: """
        #define CALL(name, ...) static_call(name)(__VA_ARGS__)
        #define EVAL(...) __VA_ARGS__
        #define DEFER(macro) macro EVAL()
        #define OPTIONAL(name, ...) static_call(name)(1 __VA_OPT__(+) __VA_ARGS__)
        #define KEY() hook
        int main(void)
        {
        \tSHOW(EVAL(DEFER(CALL)(hook, 1)));
        \tSHOW(OPTIONAL(hook) + OPTIONAL(hook, 2));
        \treturn SHOW(CALL(KEY(), CALL(other, CALL(KEY(), 3))));
        }
        """, rewritten: ["OPTIONAL(name, ...) STATIC_CALL_TRAMP(name)(1 __VA_OPT__"]),
    Form(
      name: "trigraphs for splices",
      code:
        "int main(void) { return SHOW(static_??/\ncall(hook)(1) + static_call(??/\nother)(3)); }",
      flags: ["-std=c11"], rewritten: ["__SCT__hook", "__SCT__other"]),
    Form(
      name: "pragmas that are expanded",
      code: """
        int main(void)
        {
        \tint sum = 0;
        #pragma omp parallel for num_threads(static_call(hook)(1)) reduction(+:sum)
        \tfor (int i = 0; i < static_call(other)(3); i++)
        \t\tsum += static_call(hook)(i);
        \treturn SHOW(sum);
        }
        """, flags: ["-fopenmp"], rewritten: ["num_threads(__SCT__hook(1))"]),
    Form(
      name: "definitions and declarations as before C89",
      code: """
        int old();
        DECLARE_STATIC_CALL(late, old);
        int old(n) int n; { return static_call(hook)(n); }
        int main() { return SHOW(static_call(late)(3)); }
        DEFINE_STATIC_CALL(late, old);
        """, rewritten: ["__SCT__late(3)"]),
    Form(
      name: "pointers made of calls that are not made",
      code: """
        static int (*choose(int (*f)(int)))(int) { return f; }
        int main(void)
        {
        \tint n = 1;
        \t__auto_type automatic = static_call(hook);
        \t__typeof__(*static_call(hook)) *pointer = static_call(hook);
        \tconst struct { int (*f)(int), size; } pair = {static_call(other), sizeof static_call(hook)};
        \tSHOW((n ? static_call(hook) : static_call(other))(5) + (static_call(hook), static_call(other))(6));
        \tSHOW(choose(static_call(hook))(10) + choose((static_call(other)))(11));
        \tSHOW((int)sizeof (static_call(hook))(1) + ((int (*)(int))static_call(hook))(1));
        \tSHOW(automatic(7) + (int)sizeof automatic + pointer(8) + pair.f(9) + pair.size);
        \tSHOW(_Generic(static_call(hook), int (*)(int): 1, default: 0) + (**static_call(other))(4));
        \tif (!n) ; else (static_call(hook))(1);
        \treturn SHOW(static_call(hook) == static_call(hook));
        }
        """, rewritten: ["n ? (&__SCT__hook) : (&__SCT__other)"]),
    Form(
      name: "an alias where only the type counts",
      code: """
        #define HOOK(name) static_call(name)
        int main(void) { __typeof__(HOOK(hook)) f = HOOK(hook); return SHOW(f(1)); }
        """, rewritten: ["HOOK(name) (&STATIC_CALL_TRAMP(name))"]),
    Form(
      name: "an alias where only the size counts",
      code: """
        #define HOOK(name) static_call(name)
        int main(void) { return SHOW(sizeof(HOOK(hook)) == sizeof(void *)); }
        """),
    Form(
      name: "bodies with and without an argument list, in parentheses and splices",
      code: """
        #define OBJECT (static_call(hook))(1)
        #define SIZE(name) sizeof(static_call(name))
        #define PARENTHESES(name) (((static_call(name))))
        int main(void)
        {
        #define LAST(name) static_c\\
        all( \\
          name /* the key */ )
        \t(void)0;
        \tSHOW((int)(SIZE(hook) + sizeof LAST(hook) + sizeof PARENTHESES(other)));
        \treturn SHOW(OBJECT + LAST(hook)(2) + PARENTHESES(other)(3) + (*LAST(other))(4));
        }
        """,
      rewritten: [
        "OBJECT (STATIC_CALL_TRAMP(hook))(1)",
        "LAST(name) (&STATIC_CALL_TRAMP\\\n( \\\n  name /* the key */ ))\n",
        "sizeof((&STATIC_CALL_TRAMP(name)))",
      ]),
    Form(
      name: "a body that is used when static_call is another macro",
      code: """
        #define CALL(name) static_call(name)(1)
        static int hook_direct(int n) { return n * 1000; }
        static int before(void) { return CALL(hook); }
        #undef static_call
        #define static_call(name) name##_direct
        int main(void) { return SHOW(before() + CALL(hook)); }
        """),
    Form(
      name: "a macro that is put aside for a while",
      code: """
        #define CALL(name) static_call(name)(1)
        static int hook_direct(int n) { return n * 1000; }
        #pragma push_macro("static_call")
        #undef static_call
        #define static_call(name) name##_direct
        static int within(void) { return CALL(hook); }
        #pragma pop_macro("static_call")
        int main(void) { return SHOW(CALL(hook) + within()); }
        """),
    Form(
      name: "a parameter called static_call",
      code: """
        #define APPLY(static_call) static_call(5)
        #define SPLICED\\
        (n, static_call...) (APPLY(static_call) + static_call(n) + (int)sizeof #static_call)
        #define OBJECT (static_call)(hook)(5)
        static int negate(int n) { return -n; }
        static int (*(static_call)(struct static_call_key *key))(int) { return key->func; }
        int main(void) { return SHOW(APPLY(negate) + SPLICED(6, negate)); }
        """, rewritten: ["APPLY(static_call) static_call(5)", "OBJECT (static_call)(hook)"]),
    Form(
      name: "the name pasted to another",
      code: """
        #define MINE(prefix) prefix##static_call(5)
        #define YOURS(suffix) static_call %:%: suffix(6)
        static int my_static_call(int n) { return -n; }
        static int static_call_yours(int n) { return 2 * n; }
        int main(void) { return SHOW(MINE(my_) + YOURS(_yours)); }
        """, rewritten: ["prefix##static_call(5)"]),
    Form(
      name: "the name given up before a body is used",
      code: """
        #define CALL(name) static_call(name)(1)
        #undef static_call
        static int (*static_call(int (*f)(int)))(int) { return f; }
        int main(void) { return SHOW(CALL(square)); }
        """, rewritten: ["CALL(name) static_call(name)(1)"]),
  ]

  private static let beginning = """
    #include <static_call.h>
    int printf(const char *, ...);
    static int plus_one(int n) { return n + 1; }
    static int square(int n) { return n * n; }
    DEFINE_STATIC_CALL(hook, plus_one);
    DEFINE_STATIC_CALL(other, square);
    #define SHOW(n) (printf("%d\\n", (n)), 0)

    """

  @Test(arguments: forms)
  func prints(form: Form) async throws {
    let sandbox = try Sandbox(["src/main.c": Self.beginning + form.code + "\n"])
    let plain = try await output(
      of: "src", ["-I\(Checkout.headerFolder)"], form, sandbox.scratch)
    let rewrite = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--"] + form.flags, in: sandbox.scratch.path)
    try #require(rewrite.status == 0, "\(rewrite.error)")
    let text = try sandbox.scratch.text("gen/main.c")
    for part in form.rewritten { #expect(text.contains(part)) }
    let generated =
      ["-Igen/static_call_runtime", "gen/static_call_stubs.S", "gen/static_call_table.c"]
      + (try await RuntimeObjects.shared.folder(for: Compiler.native[0]))
    #expect(try await output(of: "gen", generated, form, sandbox.scratch) == plain)
  }

  private func output(
    of folder: String, _ more: [String], _ form: Form, _ scratch: Scratch
  ) async throws -> String {
    let compiler = Compiler.native[0]
    try await compiler.build(
      ["-O0", "-w"] + form.flags + ["\(folder)/main.c"] + more + [
        "-pthread", "-o", folder + ".out",
      ],
      in: scratch.path)
    let result = try await compiler.run("./\(folder).out", in: scratch.path)
    #expect(result.status == 0)
    return result.output
  }

  /// An alias stands for a pointer, and calls through it are direct without optimization, too.
  @Test(arguments: Compiler.all)
  func callsByAnAlias(compiler: Compiler) async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + """
        #define HOOK(name) static_call(name)
        int f(int n) { return HOOK(compute)(n) + (HOOK(compute))(n) + (int)sizeof(HOOK(compute)); }

        """
    ])
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    try await compiler.build(
      ["-O0", "-S", "-Igen/static_call_runtime", "gen/main.c", "-o", "main.s"],
      in: sandbox.scratch.path)
    let code = try sandbox.scratch.text("main.s").split(separator: "\n")
    let direct = code.filter { $0.contains("__SCT__compute") && $0.contains(/^\s+(callq?|bl)\s/) }
    #expect(direct.count == 2, "\(direct)")
  }

  /// Parentheses around the callee, behind a keyword: still a direct call without optimization.
  @Test(arguments: ["if (n) ; else", "do", "return", "return __extension__", "if (n)"])
  func parenthesesBehindAKeyword(keyword: String) async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key
        + "int f(int n) { \(keyword) (static_call(compute))(n); \(keyword == "do" ? "while (0);" : "") }\n"
    ])
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    let text = try sandbox.scratch.text("gen/main.c")
    #expect(text.contains("(__SCT__compute)(n)"))
  }

  /// What is for tables and assembly needs the trampolines, so there is no unrewritten build.
  @Test(arguments: Compiler.all)
  func tablesAndAssembly(compiler: Compiler) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/runtime/tables", to: "src")
    let rewrite = try await Tool.run([Tool.scRewrite, "src", "--out", "gen"], in: scratch.path)
    #expect(rewrite.status == 0, "\(rewrite.error)")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    for level in ["-O0", "-O2"] {
      try await compiler.build(
        [level, "-Igen/static_call_runtime", "gen/main.c", "gen/static_call_stubs.S"]
          + ["gen/static_call_table.c", "-pthread", "-o", "program"] + runtime, in: scratch.path)
      let result = try await compiler.run("./program", in: scratch.path)
      #expect(
        result.output == "first 1, first 2, first 3\nsecond 4, second 5, second 6\n__SCT__hook\n",
        "\(compiler) \(level): \(result.output)\(result.error)")
    }
  }
}
