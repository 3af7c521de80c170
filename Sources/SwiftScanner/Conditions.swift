import SwiftSyntax

/// What is known of a condition of `#if` without knowing the build.
enum Known {
  case always, never, open

  init(_ value: Bool) { self = value ? .always : .never }

  static prefix func ! (value: Known) -> Known {
    switch value {
    case .always: .never
    case .never: .always
    case .open: .open
    }
  }

  static func && (left: Known, right: Known) -> Known {
    if left == .never || right == .never { return .never }
    return left == .always && right == .always ? .always : .open
  }

  static func || (left: Known, right: Known) -> Known { !(!left && !right) }
}

/// A condition of `#if`, as far as it is the same in every build that static calls work in: ELF,
/// 64 bits or 32, little-endian, compiled by a Swift that can import StaticCall.
struct BuildCondition {
  private(set) var known = Known.open
  /// Whether it asks for a version of Swift. Where the answer is no, the compiler does not even
  /// parse the branch.
  private(set) var asksForCompiler = false

  /// - Parameter expression: nil for `#else`.
  init(_ expression: ExprSyntax?) {
    guard let expression else {
      known = .always
      return
    }
    known = evaluate(expression)
  }

  private mutating func evaluate(_ expression: ExprSyntax) -> Known {
    if let literal = expression.as(BooleanLiteralExprSyntax.self) {
      return Known(literal.literal.tokenKind == .keyword(.true))
    }
    if let negation = expression.as(PrefixOperatorExprSyntax.self), negation.operator.text == "!" {
      return !evaluate(negation.expression)
    }
    if let tuple = expression.as(TupleExprSyntax.self), let only = tuple.elements.first {
      return evaluate(only.expression)
    }
    if let sequence = expression.as(SequenceExprSyntax.self) { return evaluate(sequence) }
    if let call = expression.as(FunctionCallExprSyntax.self),
      let function = call.calledExpression.as(DeclReferenceExprSyntax.self)
    {
      return ask(function.baseName.text, call.arguments.trimmedDescription)
    }
    return .open
  }

  /// `&&` binds tighter than `||`; there are no other operators here.
  private mutating func evaluate(_ sequence: SequenceExprSyntax) -> Known {
    var (result, conjunction) = (Known.never, Known.always)
    for element in sequence.elements {
      guard let binary = element.as(BinaryOperatorExprSyntax.self) else {
        // Both sides are looked at: `asksForCompiler` is about either.
        let value = evaluate(element)
        conjunction = conjunction && value
        continue
      }
      switch binary.operator.text {
      case "&&": break
      case "||":
        result = result || conjunction
        conjunction = .always
      default: return .open
      }
    }
    return result || conjunction
  }

  private mutating func ask(_ function: String, _ argument: String) -> Known {
    if let values = Self.never[function], values.contains(argument) { return .never }
    switch function {
    case "_endian": return argument == "little" ? .always : .open
    case "_runtime": return argument == "_Native" ? .always : .open
    // Every compiler that builds StaticCall is a 6; its language may be that of 5.
    case "swift":
      asksForCompiler = true
      return atLeast(argument, known: (5, .max))
    case "compiler":
      asksForCompiler = true
      return atLeast(argument, known: (6, 0))
    default: return .open
    }
  }

  private func atLeast(_ argument: String, known: (Int, Int)) -> Known {
    let isLess = argument.hasPrefix("<")
    let version = argument.drop { "<>= ".contains($0) }.split(separator: ".").map {
      Int($0) ?? .max
    }
    guard let major = version.first, (major, version.dropFirst().first ?? 0) <= known else {
      return .open
    }
    return isLess ? .never : .always
  }

  private static let never: [String: Set<String>] = [
    "os": [
      "macOS", "OSX", "iOS", "tvOS", "watchOS", "visionOS", "xrOS", "Windows", "Cygwin", "WASI",
      "Emscripten",
    ],
    "canImport": [
      "Darwin", "ObjectiveC", "UIKit", "AppKit", "SwiftUI", "Cocoa", "CoreFoundation",
      "CoreGraphics",
      "WatchKit", "WinSDK", "CRT", "ucrt", "WASILibc", "os",
    ],
    "arch": ["wasm32", "wasm64"],
    "_endian": ["big"],
    "_runtime": ["_ObjC"],
    "targetEnvironment": ["simulator", "macCatalyst"],
    "_objectFileFormat": ["COFF", "MachO", "Wasm"],
  ]
}

/// Which branches of `#if` a walk is in.
struct ConditionStack {
  /// Whether what stands here is compiled.
  private(set) var isCompiled = Known.always
  /// Whether it is for other versions of Swift, so that it may not even be parsed.
  private(set) var mayBeUnparsed = false
  private var outer: [(isCompiled: Known, mayBeUnparsed: Bool)] = []
  /// Of each `#if` around: whether no branch so far was the one, and whether one asks for a
  /// version of Swift.
  private var open: [(remaining: Known, asksForCompiler: Bool)] = []

  mutating func enter() { open.append((.always, false)) }

  mutating func leave() { open.removeLast() }

  mutating func enter(_ clause: IfConfigClauseSyntax) {
    let condition = BuildCondition(clause.condition)
    let before = open.popLast() ?? (.always, false)
    let asks = before.asksForCompiler || condition.asksForCompiler
    let branch = before.remaining && condition.known
    outer.append((isCompiled, mayBeUnparsed))
    isCompiled = isCompiled && branch
    mayBeUnparsed = mayBeUnparsed || asks && branch != .always
    open.append((before.remaining && !condition.known, asks))
  }

  mutating func leaveBranch() {
    (isCompiled, mayBeUnparsed) = outer.popLast() ?? (.always, false)
  }
}
