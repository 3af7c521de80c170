import StaticCallCore
import SwiftParser
import SwiftSyntax

public struct SwiftScanner: Sendable {
  public init() {}
  final class V: SyntaxVisitor {
    var scan: UnitScan
    let text: [UInt8]
    let lines: LineTable
    init(_ s: UnitScan, _ t: [UInt8]) {
      scan = s
      text = t
      lines = LineTable(t)
      super.init(viewMode: .sourceAccurate)
    }
    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
      guard let d = node.calledExpression.as(DeclReferenceExprSyntax.self),
        let a = node.arguments.first?.expression
      else { return .visitChildren }
      let n = d.baseName.text
      let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
      var end = node.endPositionBeforeTrailingTrivia.utf8Offset
      let k = a.trimmedDescription
      let place = lines.place(of: start, in: scan.unit)
      switch n {
      case "static_call", "static_call_cond":
        if node.parent?.is(OptionalChainingExprSyntax.self) == true { end += 1 }
        scan.sites.append(
          Site(
            .key(k), form: Site.Form(rawValue: n)!, argument: k, place: place,
            original: Array(text[start..<end]), kept: [], isCalled: true))
      case "static_call_update": scan.uses.append(KeyUse(key: k, kind: .update, place: place))
      case "DEFINE_STATIC_CALL":
        var kd = KeyDeclaration(
          name: String(k.dropFirst()), type: "int (int)", place: place,
          initial: .function(node.arguments.dropFirst().first!.expression.trimmedDescription),
          provider: .generated,
          returned: ReturnedValue(type: "int", kind: .integer, bits: 32, registerBits: 64))
        kd.language = .swift
        kd.prototype = "int (int)"
        scan.keys.append(kd)
      case "DEFINE_STATIC_CALL_NULL":
        var kd = KeyDeclaration(
          name: String(k.dropFirst()), type: "void (int)", place: place, initial: .null,
          provider: .generated,
          returned: ReturnedValue(type: "void", kind: .none, bits: 0, registerBits: 64))
        kd.language = .swift
        kd.prototype = "void (int)"
        scan.keys.append(kd)
      default: break
      }
      return .visitChildren
    }
  }
  public func scan(_ unit: String, text: [UInt8]) -> UnitScan {
    var scan = UnitScan(unit: unit)
    scan.inclusions = [unit]
    scan.importsModule = true
    let v = V(scan, text)
    v.walk(Parser.parse(source: String(decoding: text, as: UTF8.self)))
    return v.scan
  }
}
