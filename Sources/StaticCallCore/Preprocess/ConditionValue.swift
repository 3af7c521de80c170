/// The value of a condition (C11, 6.10.1) whose macros are expanded: a calculator for `intmax_t`
/// and `uintmax_t` with a third outcome, unknown.
struct ConditionValue {
  private struct Number {
    var bits: UInt64
    var isUnsigned = false

    init(_ bits: UInt64, isUnsigned: Bool = false) {
      self.bits = bits
      self.isUnsigned = isUnsigned
    }

    init(_ truth: Bool) { self.init(truth ? 1 : 0) }

    var signed: Int64 { Int64(bitPattern: bits) }
    var isTrue: Bool { bits != 0 }
  }

  private let tokens: [(kind: PPToken.Kind, text: String)]
  private var position = 0
  /// Whether the tokens are no expression: a compiler reports that, and goes on in its own way.
  private var isBroken = false

  /// - Returns: nil if it is unknown.
  static func isTrue(_ tokens: [PPToken], _ names: NameTable) -> Bool? {
    var value = ConditionValue(tokens.map { ($0.kind, names.text($0.text)) })
    let number = value.conditional()
    if value.isBroken || value.position < value.tokens.count { return nil }
    return number?.isTrue
  }

  private init(_ tokens: [(kind: PPToken.Kind, text: String)]) {
    self.tokens = tokens
  }

  private func isNext(_ text: String) -> Bool {
    position < tokens.count && tokens[position].kind == .punctuator && tokens[position].text == text
  }

  private mutating func take(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    position += 1
    return true
  }

  private mutating func conditional() -> Number? {
    let condition = binary(0)
    guard take("?") else { return condition }
    let first = conditional()
    guard take(":") else {
      isBroken = true
      return nil
    }
    let second = conditional()
    guard let condition, let first, let second else {
      return condition.flatMap { $0.isTrue ? first : second }
    }
    var chosen = condition.isTrue ? first : second
    chosen.isUnsigned = first.isUnsigned || second.isUnsigned
    return chosen
  }

  private static let levels: [[String]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"],
    ["+", "-"], ["*", "/", "%"],
  ]

  private mutating func binary(_ level: Int) -> Number? {
    guard level < ConditionValue.levels.count else { return unary() }
    var left = binary(level + 1)
    while let sign = ConditionValue.levels[level].first(where: isNext) {
      position += 1
      let right = binary(level + 1)
      left = ConditionValue.combine(sign, left, right)
    }
    return left
  }

  private static func combine(_ sign: String, _ left: Number?, _ right: Number?) -> Number? {
    // One side may decide, whatever the other is.
    switch sign {
    case "||":
      if left?.isTrue == true || right?.isTrue == true {
        // An unknown left side may also be an error; then it is the compiler's.
        return Number(true)
      }
      return left == nil || right == nil ? nil : Number(false)
    case "&&":
      if left?.isTrue == false || right?.isTrue == false { return Number(false) }
      return left == nil || right == nil ? nil : Number(true)
    default: break
    }
    guard let left, let right else { return nil }
    let isUnsigned = left.isUnsigned || right.isUnsigned
    func number(_ bits: UInt64) -> Number { Number(bits, isUnsigned: isUnsigned) }
    func isLess(_ one: Number, _ other: Number) -> Bool {
      isUnsigned ? one.bits < other.bits : one.signed < other.signed
    }
    switch sign {
    case "|": return number(left.bits | right.bits)
    case "^": return number(left.bits ^ right.bits)
    case "&": return number(left.bits & right.bits)
    case "==": return Number(left.bits == right.bits)
    case "!=": return Number(left.bits != right.bits)
    case "<": return Number(isLess(left, right))
    case ">": return Number(isLess(right, left))
    case "<=": return Number(!isLess(right, left))
    case ">=": return Number(!isLess(left, right))
    case "+": return number(left.bits &+ right.bits)
    case "-": return number(left.bits &- right.bits)
    case "*": return number(left.bits &* right.bits)
    case "<<", ">>": return shifted(left, by: right, toLeft: sign == "<<")
    case "/", "%":
      guard right.bits != 0 else { return nil }
      if isUnsigned { return number(sign == "/" ? left.bits / right.bits : left.bits % right.bits) }
      let (quotient, _) = left.signed.dividedReportingOverflow(by: right.signed)
      let (rest, _) = left.signed.remainderReportingOverflow(dividingBy: right.signed)
      return number(UInt64(bitPattern: sign == "/" ? quotient : rest))
    default: return nil
    }
  }

  /// The type is the left side's (C11, 6.5.7). What C leaves undefined is unknown.
  private static func shifted(_ left: Number, by right: Number, toLeft: Bool) -> Number? {
    guard right.bits < 64 else { return nil }
    if toLeft { return Number(left.bits << right.bits, isUnsigned: left.isUnsigned) }
    let bits =
      left.isUnsigned ? left.bits >> right.bits : UInt64(bitPattern: left.signed >> right.signed)
    return Number(bits, isUnsigned: left.isUnsigned)
  }

  private mutating func unary() -> Number? {
    if take("!") { return unary().map { Number(!$0.isTrue) } }
    if take("-") { return unary().map { Number(0 &- $0.bits, isUnsigned: $0.isUnsigned) } }
    if take("+") { return unary() }
    if take("~") { return unary().map { Number(~$0.bits, isUnsigned: $0.isUnsigned) } }
    if take("(") {
      let inner = conditional()
      if !take(")") { isBroken = true }
      return inner
    }
    return primary()
  }

  private mutating func primary() -> Number? {
    guard position < tokens.count else {
      isBroken = true
      return nil
    }
    let (kind, text) = tokens[position]
    position += 1
    switch kind {
    case .number: return ConditionValue.integer(text)
    case .character: return ConditionValue.character(text)
    case .identifier, .painted:
      // `true` is 1 in some language versions only.
      if text == "true" { return nil }
      // Behind a name that is no macro, a parenthesis is an error.
      if isNext("(") { isBroken = true }
      return Number(0)
    case .unknown:
      // It may be a function-like macro's name.
      if isNext("(") { skipParentheses() }
      return nil
    case .string, .punctuator:
      isBroken = true
      return nil
    }
  }

  private mutating func skipParentheses() {
    var depth = 0
    while position < tokens.count {
      if isNext("(") { depth += 1 }
      if isNext(")") { depth -= 1 }
      position += 1
      if depth == 0 { return }
    }
  }

  /// C11, 6.4.4.1, binary and digit separators as in C23.
  private static func integer(_ text: String) -> Number? {
    var digits = text.lowercased().replacing("'", with: "")[...]
    var isUnsigned = false
    while let last = digits.last, last == "u" || last == "l" || last == "z" {
      isUnsigned = isUnsigned || last == "u"
      digits.removeLast()
    }
    var radix = 10
    if digits.hasPrefix("0x") {
      radix = 16
      digits = digits.dropFirst(2)
    } else if digits.hasPrefix("0b") {
      radix = 2
      digits = digits.dropFirst(2)
    } else if digits.hasPrefix("0") {
      radix = 8
    }
    guard let bits = UInt64(digits, radix: radix) else { return nil }
    return Number(bits, isUnsigned: isUnsigned || bits > UInt64(Int64.max))
  }

  /// A plain character of ASCII; others depend on sets and signs.
  private static func character(_ text: String) -> Number? {
    let inner = Array(text.utf8.dropFirst().dropLast())
    let escapes: [UInt8: UInt64] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "0"): 0,
      UInt8(ascii: "\\"): 92, UInt8(ascii: "'"): 39, UInt8(ascii: "\""): 34,
    ]
    if inner.count == 1, inner[0] < 0x80, inner[0] != UInt8(ascii: "\\") {
      return Number(UInt64(inner[0]))
    }
    if inner.count == 2, inner[0] == UInt8(ascii: "\\") {
      return escapes[inner[1]].map { Number($0) }
    }
    return nil
  }
}
