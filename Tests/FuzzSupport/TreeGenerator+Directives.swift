import TestSupport

/// Directives: conditions, definitions and includes, in all their spellings.
extension TreeGenerator {
  /// Some of what may stand in a file.
  mutating func block(_ context: Context, _ size: Int) -> [String] {
    (0..<size).flatMap { _ in item(context) }
  }

  private mutating func item(_ context: Context) -> [String] {
    switch number(0...99) {
    case 0..<20: return setting(context)
    case 20..<45 where context.depth < 3:
      return conditional(context) { generator, inner in
        generator.block(inner, generator.number(0...2))
      }
    case 45..<60 where context.kind != .settings: return includes(context, 1)
    // What -imacros reads leaves a guard behind, and none of the types.
    case 60..<64 where context.kind != .settings && features.contains(.systemHeaders):
      return systemHeader()
    case 64..<66: return noise()
    case 66..<74 where context.kind != .settings && features.contains(.callMacros):
      return macroWithCall()
    default:
      switch context.kind {
      case .settings: return setting(context)
      case .code: return code(context)
      default: return repeatable()
      }
    }
  }

  private mutating func setting(_ context: Context) -> [String] {
    var names = ["A", "A", "B", "B", "C", "C", "F", "IMPL"]
    if features.contains(.keyMacros) { names += ["KEY", "P"] }
    if features.contains(.drops) { names.append("WARN") }
    let name = one(of: names, or: "A")
    switch name {
    case "A", "B":
      let value = one(of: "0", "1", "2", "3", name == "A" ? "B" : "(A + 1)")
      switch number(0...9) {
      case 0...1: return [directive("undef", name)]
      case 2...6:
        // Another value is no error, but real code says #undef.
        return (chance(60) ? ["#undef \(name)"] : []) + [directive("define", "\(name) \(value)")]
      case 7: return ["#ifndef \(name)", directive("define", "\(name) \(value)"), "#endif"]
      case 8: return ["#pragma push_macro(\"\(name)\")", "#undef \(name)"]
      default: return ["#pragma pop_macro(\"\(name)\")"]
      }
    case "C", "IMPL":
      return chance(30)
        ? [directive("undef", name)] : [directive("define", "\(name)\(one(of: "", " 1"))")]
    case "F": return ["#undef F", directive("define", "F(x) \(one(of: "(x)", "((x) + A)", "0"))")]
    case "KEY":
      let key = one(of: TreeGenerator.keys, or: "k1")
      if chance(20) { return ["#undef KEY"] }
      if chance(15) { return ["#ifdef P", "#undef KEY", "#define KEY P(run)", "#endif"] }
      return ["#undef KEY", directive("define", "KEY \(key)")]
    case "P": return ["#undef P", directive("define", "P(x) x##_\(one(of: "a", "b"))")]
    default:
      let body = one(of: "", "(void)(x)", "(void)#x", "(void)sizeof(x)")
      return ["#undef WARN", directive("define", "WARN(x) \(body)")]
    }
  }

  /// An `#if` with its branches.
  mutating func conditional(
    _ context: Context, _ branch: (inout TreeGenerator, Context) -> [String]
  ) -> [String] {
    var inner = context
    inner.depth += 1
    var lines: [String] = []
    if chance(12) {
      // A function-like macro must be defined where a condition uses it.
      lines = ["#ifdef F", directive("if", "F(\(one(of: "A", "1", "B"))) > \(number(0...1))")]
      lines += branch(&self, inner)
      if chance(50) { lines += [directive("else", "")] + branch(&self, inner) }
      return lines + ["#endif", "#endif"]
    }
    switch number(0...9) {
    case 0...2: lines.append(directive("ifdef", one(of: names(), or: "A")))
    case 3...4: lines.append(directive("ifndef", one(of: names(), or: "A")))
    default: lines.append(directive("if", condition()))
    }
    lines += branch(&self, inner)
    while chance(20) { lines += [directive("elif", condition())] + branch(&self, inner) }
    if chance(45) { lines += [directive("else", "")] + branch(&self, inner) }
    return lines + [directive("endif", "")]
  }

  /// What may be asked for whether it is defined.
  private mutating func names() -> [String] {
    let guards = headers.map { "H\($0.rank)_H" }
    let some = ["EAGAIN", "_GNU_SOURCE", "stdin", "CALL1", "KEY", "P", "WARN", "HDR", "__PIC__"]
    let usual = Array(repeating: ["A", "B", "C"], count: 6).joined()
    return usual + ["IMPL", "KEYS_H"] + guards + some
  }

  private mutating func condition() -> String {
    let name = one(of: "A", "B")
    let other = one(of: names(), or: "C")
    switch number(0...24) {
    case 0...4: return "defined(\(other))"
    case 5...7: return "!defined \(other)"
    case 8...10: return "\(name) > \(number(0...2))"
    case 11: return "A == B"
    case 12: return "defined(\(other)) && \(name)"
    case 13: return "\(name) > 1 || defined \(other)"
    case 14: return one(of: "0", "1", "0 // off")
    case 15: return "A + 1 > B && !(\(name) == 3)"
    case 16: return "(\(name) ? defined(\(other)) : 1)"
    case 17:
      let header = headers.randomElement(using: &random)?.name ?? "cfg.h"
      return "__has_include(\(chance(50) ? "<\(header)>" : "<cfg.h>"))"
    case 18: return one(of: "__has_attribute(cold)", "__has_builtin(__no_such)")
    case 19: return one(of: "__GNUC__ > 3", "__clang__", "__STDC_VERSION__ > 199901L")
    case 20: return one(of: "__COUNTER__ % 2", "__COUNTER__ > 1")
    case 21: return "__INCLUDE_LEVEL__ \(one(of: "== 0", "> 0", "> 1"))"
    case 22: return one(of: "INT_MAX > 5", "EAGAIN == 11", "defined(INT_MAX)")
    case 23: return one(of: "__LINE__ > 12", "defined(static_call)", "__OPTIMIZE__")
    default: return "!(\(name)) && (defined(\(other)) || \(name) < 2)"
    }
  }

  /// One directive, in one of its spellings.
  mutating func directive(_ name: String, _ rest: String) -> String {
    guard chance(25, .spelling) else { return rest.isEmpty ? "#\(name)" : "#\(name) \(rest)" }
    switch number(0...6) {
    case 0: return "# /* x */ \(name) \(rest)"
    case 1: return "%:\(name) \(rest)"
    case 2: return "#\(name.prefix(2))\\\n\(name.dropFirst(2)) \(rest)"
    case 3: return "\t#\t\(name) \(rest) /* of\n   two lines */"
    case 4: return "/* y */ #\(name) \(rest)"
    case 5: return "??=\(name) \(rest)".replacing("??=", with: "  #  ")
    default: return "#\(name) \\\n  \(rest)"
    }
  }

  // MARK: Includes

  mutating func includes(_ context: Context, _ count: Int) -> [String] {
    (0..<count).flatMap { _ -> [String] in
      if chance(20, .computedIncludes) {
        return ["#ifdef HDR", "#include HDR", "#endif"]
      }
      if chance(40, .twins), context.kind == .code {
        let name = one(of: "<cfg.h>", "\"cfg.h\"")
        return ["#if __has_include(\(name))", "#include \(name)", "#endif"]
      }
      let possible = headers.filter {
        $0.rank > context.rank && (context.kind == .code || $0.kind != .code)
      }
      guard let header = possible.randomElement(using: &random) else { return [] }
      return include(header, from: context)
    }
  }

  /// With what the header wants of its includer.
  mutating func include(_ header: Header, from context: Context) -> [String] {
    switch header.kind {
    case .list: context.kind == .code ? useOfList(header, context) : []
    case .template: context.kind == .code ? useOfTemplate(header, context) : []
    case .code, .repeated, .settings: include(header.path, from: context)
    }
  }

  mutating func include(_ path: String, from context: Context) -> [String] {
    let isKeys = path.hasSuffix("keys.h")
    let isOutside = context.path.hasPrefix("..")
    var names = ["<\(TreeGenerator.name(of: path))>", "\"\(TreeGenerator.name(of: path))\""]
    if !isOutside { names += ["\"../\(path)\"", "\"../src/../\(path)\""] }
    let name = one(of: names, or: "")
    if chance(12, .computedIncludes), !isKeys {
      let macro = fresh("HDR")
      return [directive("define", "\(macro) \(name)"), directive("include", macro)]
    }
    if chance(5), !isKeys, headers.contains(where: { $0.path == path && $0.kind == .code }) {
      return [directive("import", name)]
    }
    return [directive("include", name)]
  }

  private mutating func systemHeader() -> [String] {
    [directive("include", one(of: "<errno.h>", "<limits.h>", "<stdio.h>"))]
  }

  /// What must not be taken for what it looks like.
  private mutating func noise() -> [String] {
    // A text that spells a key's call counts as one where nothing else calls the key: rarely.
    switch number(0...4) {
    case 0 where chance(10): return ["/* static_call(k1)(1)", "#ifdef A */"]
    case 1: return ["#if 0", "it's static_call(nokey)(3)", "#endif"]
    case 2: return ["// static_call(nokey)(1) \\", "#define B 7"]
    case 3: return ["#if 0", "#else // static_call", "#endif"]
    case 4 where chance(10):
      return ["extern char \(fresh("s"))[sizeof \"static_call(k1)(1)\"];"]
    default: return ["extern char \(fresh("s"))[sizeof \"static\" \"_call(k1)\"];"]
    }
  }
}
