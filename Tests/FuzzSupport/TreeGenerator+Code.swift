import TestSupport

/// Code: calls and what goes with them, written out or made by macros.
extension TreeGenerator {
  // MARK: Calls

  /// A callee and the call, in one of its spellings.
  private mutating func call(_ argument: String) -> String {
    let name = one(of: "static_call", "static_call", "static_call", "static_call_mod")
    let called =
      tree.callMacros.isEmpty || chance(60) ? name : one(of: tree.callMacros, or: name)
    let callee =
      switch features.contains(.spelling) ? number(0...14) : 9 {
      case 0: "\(called) (\(argument))"
      case 1: "\(called)( /* c */ \(argument) )"
      case 2: "\(called)\\\n(\(argument))"
      case 3: "stat\\\nic_call(\(argument))"
      case 4: "\(called)(\n    \(argument))"
      default: "\(called)(\(argument))"
      }
    return "\(callee)(\(number(1...9)))"
  }

  private mutating func key() -> String { one(of: TreeGenerator.keys, or: "k1") }

  private func function(_ name: String, _ body: String) -> String {
    "static inline int \(name)(int x) { (void)x; \(body) }"
  }

  /// Anything that needs the keys, and is read once.
  mutating func code(_ context: Context) -> [String] {
    let name = fresh("v")
    guard chance(density) else { return [function(name, "return x;")] }
    switch number(0...19) {
    case 0...4: return [function(name, "return \(call(key()));")]
    case 5: return [function(name, "static_call_cond(kv)(x); return 0;")]
    case 6...7:
      // Which branch there is depends on the unit, but there is one: as logging headers do it.
      let (first, second) = (function(name, "return 0;"), function(name, "return \(call(key()));"))
      let condition = directive("ifdef", one(of: "A", "B", "C"))
      let branches = chance(50) ? [first, "#else", second] : [second, "#else", first]
      return [condition] + branches + ["#endif"]
    case 8 where features.contains(.keyMacros):
      return ["#ifdef KEY", function(name, "return \(call("KEY"));"), "#endif"]
    case 9 where features.contains(.keyMacros):
      return ["#ifdef P", function(name, "return \(call("P(run)"));"), "#endif"]
    case 10 where features.contains(.drops):
      return ["#ifdef WARN", function(name, "WARN(\(call(key()))); return 0;"), "#endif"]
    case 11...13 where features.contains(.callMacros): return useOfMacro(name)
    case 14 where features.contains(.updates):
      let key = key()
      let value = one(of: "g_\(key)", "g_\(key)", "f_\(key)", "__static_call_return0", "0")
      return [function(name, "static_call_update(\(key), \(value)); return 0;")]
    case 15 where features.contains(.updates):
      return [function(name, "return static_call_query(\(key())) != 0;")]
    case 16 where features.contains(.updates):
      return [one(of: "EXPORT_STATIC_CALL", "EXPORT_STATIC_CALL_TRAMP") + "(\(key()));"]
    case 17 where features.contains(.strangers): return strange()
    case 18: return includes(context, 1)
    default: return repeatable()
    }
  }

  /// What may be read any number of times.
  mutating func repeatable() -> [String] {
    let key = key()
    switch number(0...5) {
    case 0: return ["extern __typeof__(\(call(key))) \(fresh("e"));"]
    case 1...2: return ["int f_\(key)(int);", "DECLARE_STATIC_CALL(\(key), f_\(key));"]
    case 3 where features.contains(.types):
      let type = fresh("t_")
      // A key that nobody defines makes the default run parse whatever may define it, which would
      // hide all else.
      tree.externs.append(type)
      return [
        "#ifdef \(one(of: "A", "B", "C"))", "typedef long \(type);", "#else",
        "typedef int \(type);", "#endif", "\(type) f_\(type)(\(type));",
        "DECLARE_STATIC_CALL(\(type), f_\(type));",
      ]
    default: return ["int \(fresh("p"))(void);"]
    }
  }

  // MARK: Macros

  /// Of names that several files give a meaning.
  mutating func macroWithCall() -> [String] {
    let number = number(1...3)
    let key = key()
    func define(_ name: String, _ head: String, _ body: String) -> [String] {
      ["#undef \(name)", "#define \(name)\(head) \(body)"]
    }
    switch self.number(0...11) {
    case 0...3: return define("CALL\(number)", "(x)", "static_call(\(key))(x)")
    case 4: return define("CALL\(number)", "(x)", "((x) + 1)")
    case 5 where number < 3: return define("CALL\(number)", "(x)", "CALL\(number + 1)(x)")
    case 6: return define("FN\(number)", "", "static_call(\(key))")
    case 7: return define("RUN", "(k, x)", one(of: "static_call(k)(x)", "other_##k(x)"))
    case 8: return define("RUNP", "(k, x)", "static_call(run_##k)(x)")
    case 9 where features.contains(.updates):
      return define("SET\(number)", "()", "static_call_update(\(key), g_\(key))")
    case 10 where features.contains(.makers):
      return define("MAKE", "(k)", "DEFINE_STATIC_CALL(k, f_##k)")
    default: return define("sc", "", one(of: "static_call", "static_call", "FN_OF"))
    }
  }

  private mutating func useOfMacro(_ name: String) -> [String] {
    let number = number(1...3)
    switch self.number(0...9) {
    case 0...3:
      // A chain that ends in a macro without a meaning is no C.
      return [
        "#if defined(CALL1) && defined(CALL2) && defined(CALL3)",
        function(name, "return CALL\(number)(x);"), "#endif",
      ]
    case 4: return ["#ifdef FN\(number)", function(name, "return FN\(number)(x);"), "#endif"]
    case 5: return ["#ifdef RUN", function(name, "return RUN(\(key()), x);"), "#endif"]
    case 6:
      let end = one(of: "a", "b")
      return ["#ifdef RUNP", function(name, "return RUNP(\(end), x);"), "#endif"]
    case 7: return ["#ifdef SET\(number)", function(name, "SET\(number)(); return 0;"), "#endif"]
    case 8:
      return [
        "#ifdef sc", "#define FN_OF(k) other_##k", function(name, "return sc(\(key()))(x);"),
        "#endif",
      ]
    default:
      return [
        "#ifndef CALL\(number)", "#define CALL\(number)(x) other_\(key())(x)", "#endif",
      ]
    }
  }

  /// A header that gives a name of the API another meaning.
  private mutating func strange() -> [String] {
    switch number(0...4) {
    case 0: return ["#undef static_call", "#define static_call(k) other_##k"]
    case 1: return ["#pragma push_macro(\"static_call\")", "#undef static_call"] + popping()
    case 2: return ["#undef static_call_mod", "#define static_call_mod(k) static_call(k)"]
    case 3: return ["#undef static_call_update", "#define static_call_update(k, f) other_##k(1)"]
    default:
      return ["#undef DECLARE_STATIC_CALL", "#define DECLARE_STATIC_CALL(k, f) int d_##k(void)"]
    }
  }

  private mutating func popping() -> [String] {
    ["#define static_call(k) other_##k", function(fresh("v"), "return \(call(key()));")]
      + ["#pragma pop_macro(\"static_call\")"]
  }

  // MARK: Lists and templates

  mutating func template(_ context: Context) -> [String] {
    let body = [
      function("NAME", chance(70) ? "return \(call("KEY"));" : "return \(call(key()));")
    ]
    let lines = chance(40) ? conditional(context) { _, _ in body } : body
    return lines + (chance(30) ? ["#undef NAME", "#undef KEY"] : [])
  }

  mutating func useOfTemplate(_ header: Header, _ context: Context) -> [String] {
    ["#undef KEY", "#undef NAME", "#define KEY \(key())", "#define NAME \(fresh("v"))"]
      + include(header.path, from: context) + (chance(50) ? ["#undef NAME"] : [])
  }

  mutating func useOfList(_ header: Header, _ context: Context) -> [String] {
    let name = fresh("v")
    let body = one(
      of: "static_call(n)(1);", "static_call_update(n, g_##n);", "other_##n(1);", "")
    switch number(0...2) {
    case 0:
      return ["#define X(n) DECLARE_STATIC_CALL(n, f_##n);"] + include(header.path, from: context)
        + ["#undef X"]
    default:
      return [
        "static inline void \(name)(void) {", "#undef X", directive("define", "X(n) \(body)"),
      ] + include(header.path, from: context) + ["#undef X", "}"]
    }
  }

  // MARK: Units

  mutating func unit(_ path: String, _ index: Int) -> String {
    let context = Context(path: path, rank: -1, kind: .code)
    var lines: [String] = []
    for _ in 0..<number(0...2) { lines += settingsBeforeAll() }
    var implementation: [String] = []
    if index == 0 {
      let (early, late) = definitions(context)
      lines += early
      implementation = late
    }
    lines += include("inc/keys.h", from: context)
    lines += includes(context, number(1...3))
    // Without words of the API, so that only headers speak for the unit.
    if chance(60, .callsInUnits) {
      lines += block(context, number(1...3))
    } else if chance(20) {
      lines += block(Context(path: path, rank: -1, kind: .settings), 1)
    }
    lines += implementation
    if chance(25) { lines += includes(context, 1) }
    if index == 1 { lines.append("int main(void) { return 0; }") }
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func settingsBeforeAll() -> [String] {
    switch number(0...4) {
    case 0: return [directive("define", "C")]
    case 1: return ["#undef \(one(of: "A", "B"))"]
    case 2: return ["#undef KEY", "#define KEY \(key())"]
    default:
      let name = one(of: "A", "B")
      return ["#undef \(name)", directive("define", "\(name) \(number(0...3))")]
    }
  }

  /// What defines the keys: each once, or else no run says anything but that.
  private mutating func definitions(_ context: Context) -> (early: [String], late: [String]) {
    var early: [String] = []
    var late = ["void f_kv(int x) { (void)x; }", "DEFINE_STATIC_CALL(kv, f_kv);"]
    for key in TreeGenerator.keys {
      late.append("int f_\(key)(int x) { return x; }")
      let plain = "DEFINE_STATIC_CALL(\(key), f_\(key));"
      switch number(0...11) {
      case 0 where features.contains(.makers):
        late += ["#ifdef MAKE", "MAKE(\(key));", "#else", plain, "#endif"]
      case 1:
        // A header that has the code of one file, which says so.
        let impl = "IMPL_\(key)"
        let file = "inc/impl_\(key).h"
        tree.files[file] =
          "DECLARE_STATIC_CALL(\(key), f_\(key));\n#ifdef \(impl)\n\(plain)\n#endif\n"
        late += ["#define \(impl)"] + include(file, from: context)
      case 2 where features.contains(.templates):
        tree.files["inc/def.inc"] = "DEFINE_STATIC_CALL(NEW, NEW_TARGET);\n#undef NEW\n"
        late += ["#undef NEW_TARGET", "#define NEW \(key)", "#define NEW_TARGET f_\(key)"]
        late += include("inc/def.inc", from: context)
      case 3:
        let zero = "DEFINE_STATIC_CALL_RET0(\(key), f_\(key));"
        late += [directive("ifdef", one(of: "A", "B", "C")), plain, "#else", zero, "#endif"]
      case 4 where features.contains(.lists):
        tree.files["src/\(key).def"] = "X(\(key))\n"
        late += ["#undef X", "#define X(n) DEFINE_STATIC_CALL(n, f_##n);"]
        late += ["#include \"../src/\(key).def\"", "#undef X"]
      case 5: late.append("DEFINE_STATIC_CALL_NULL(\(key), f_\(key));")
      default: late.append(plain)
      }
    }
    if chance(10) { early.append("#define IMPL") }
    return (early, late)
  }
}
